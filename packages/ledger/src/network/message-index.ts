import { sdkError } from "../chain-error.ts";
import type { MessageHandler, Module } from "../module.ts";

export type IndexedHandler<C> = Readonly<{ module: string; handler: MessageHandler<C, unknown> }>;

/** Finds a message's handler by its type URL. */
export type MessageIndex<C> = (typeUrl: string) => IndexedHandler<C>;

/** Throws `RangeError` where two modules claim one message; the index throws `ChainError` unknown-request. */
export function messageIndex<C>(modules: readonly Module<C>[]): MessageIndex<C> {
  const handlers = new Map<string, IndexedHandler<C>>();
  for (const { name, messages = [] } of modules) {
    for (const handler of messages) {
      if (handlers.has(handler.type)) throw new RangeError(`two handlers of ${handler.type}`);
      // What a handler decodes is what it executes; its type was erased by `defineMessage`.
      handlers.set(handler.type, {
        module: name,
        handler: handler as unknown as MessageHandler<C, unknown>,
      });
    }
  }

  return (typeUrl) => {
    const found = handlers.get(typeUrl);
    if (found === undefined) {
      throw sdkError("unknown-request", `no message route found for ${typeUrl.slice(0, 200)}`);
    }
    return found;
  };
}
