import type { EventBus, Subscriber } from "./event-bus.ts";
import { type Params, required } from "./params.ts";

export type WebsocketContext = Readonly<{
  events: EventBus;
  client: Subscriber;
  id: string | number;
}>;

export type WebsocketMethod = Readonly<{
  params: readonly string[];
  call(context: WebsocketContext, params: Params): void;
}>;

/** What only a websocket can ask; each answers `{}`. */
export const websocketMethods: Readonly<Record<string, WebsocketMethod>> = {
  subscribe: {
    params: ["query"],
    call({ events, client, id }, params) {
      events.subscribe(client, { id, query: required("query", params.text("query")) });
    },
  },

  unsubscribe: {
    params: ["query"],
    call({ events, client }, params) {
      events.unsubscribe(client, required("query", params.text("query")));
    },
  },

  unsubscribe_all: { params: [], call: ({ events, client }) => events.unsubscribeAll(client) },
};

export function isWebsocketMethod(name: string): boolean {
  return Object.hasOwn(websocketMethods, name);
}
