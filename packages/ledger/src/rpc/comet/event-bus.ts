import { setImmediate as nextTurn } from "node:timers/promises";
import type { PublishedBlock } from "../../engine/block-types.ts";
import type { Engine } from "../../engine/engine.ts";
import { type Condition, parseSearchQuery, satisfies } from "../../engine/search-query.ts";
import { type EventTags, eventsOf, type RpcEvent } from "./block-events.ts";
import { RpcError } from "./rpc-error.ts";

/** As CometBFT's configuration names and presets them. */
export type EventLimits = Readonly<{
  maxSubscriptionClients: number;
  maxSubscriptionsPerClient: number;
}>;

const defaultLimits: EventLimits = { maxSubscriptionClients: 100, maxSubscriptionsPerClient: 5 };
/** CometBFT's own. */
const queryLengthMax = 512;
/** Blocks that wait to be matched; past it, subscribers have asked for more than one process can do. */
const waitingBlocksMax = 100;
/** Matching runs this long before other work of the process gets its turn. */
const turnMs = 5;

/** One connection that may subscribe. Neither call may throw. */
export interface Subscriber {
  deliver(subscription: Subscription, event: RpcEvent): void;
  /** No event follows. */
  cancel(subscription: Subscription, reason: string): void;
}

/** `id` is that of the call that subscribed; its events are answered under it. */
export type Subscription = Readonly<{ id: string | number; query: string }>;

type Entry = Subscription &
  Readonly<{ conditions: readonly Condition[]; eventName: string | undefined }>;

/**
 * Hands the events of each published block to those who subscribed to them. Blocks are matched after the engine has gone on, so
 * subscribers never delay it.
 */
export class EventBus implements Disposable {
  readonly #limits: EventLimits;
  readonly #onBug: (error: unknown) => void;
  readonly #clients = new Map<Subscriber, Map<string, Entry>>();
  readonly #engine: Engine;
  #listening: Disposable | undefined;
  readonly #waiting: PublishedBlock[] = [];
  #isMatching = false;

  constructor(
    engine: Engine,
    options: Partial<EventLimits> & Readonly<{ onBug: (error: unknown) => void }>,
  ) {
    const { maxSubscriptionClients, maxSubscriptionsPerClient } = options;
    this.#engine = engine;
    this.#onBug = options.onBug;
    this.#limits = {
      maxSubscriptionClients: maxSubscriptionClients ?? defaultLimits.maxSubscriptionClients,
      maxSubscriptionsPerClient:
        maxSubscriptionsPerClient ?? defaultLimits.maxSubscriptionsPerClient,
    };
  }

  get subscriptions(): number {
    let count = 0;
    for (const entries of this.#clients.values()) count += entries.size;
    return count;
  }

  /** Throws `RpcError` with CometBFT's words. */
  subscribe(client: Subscriber, { id, query }: Subscription): void {
    const { maxSubscriptionClients, maxSubscriptionsPerClient } = this.#limits;
    const entries = this.#clients.get(client);
    if (entries === undefined && this.#clients.size >= maxSubscriptionClients)
      throw refused(`max_subscription_clients ${maxSubscriptionClients} reached`);
    if ((entries?.size ?? 0) >= maxSubscriptionsPerClient)
      throw refused(`max_subscriptions_per_client ${maxSubscriptionsPerClient} reached`);
    if (query.length > queryLengthMax) throw refused("maximum query length exceeded");

    const entry = entryOf(id, query);
    const key = keyOf(entry.conditions);
    if (entries?.has(key) === true) throw refused("already subscribed");
    if (entries === undefined) this.#clients.set(client, new Map([[key, entry]]));
    else entries.set(key, entry);
    // With nobody listening the engine needn't put blocks together.
    this.#listening ??= this.#engine.onBlock((published) => this.#take(published));
  }

  /** The same conditions, however they are spaced. Throws `RpcError`. */
  unsubscribe(client: Subscriber, query: string): void {
    const entries = this.#clients.get(client);
    const isDeleted = entries?.delete(keyOf(entryOf("", query).conditions));
    if (isDeleted !== true) throw refused("subscription not found");
    if (entries?.size === 0) this.forget(client);
  }

  unsubscribeAll(client: Subscriber): void {
    if (!this.#clients.has(client)) throw refused("subscription not found");
    this.forget(client);
  }

  /** Of a connection that is gone. */
  forget(client: Subscriber): void {
    this.#clients.delete(client);
    if (this.#clients.size === 0) this.#stopListening();
  }

  #stopListening(): void {
    this.#listening?.[Symbol.dispose]();
    this.#listening = undefined;
  }

  [Symbol.dispose](): void {
    this.#stopListening();
    this.#waiting.length = 0;
    this.#cancelAll("CometBFT exited");
  }

  #take(published: PublishedBlock): void {
    if (this.#clients.size === 0) return;
    if (this.#waiting.length >= waitingBlocksMax) {
      this.#waiting.length = 0;
      this.#cancelAll("client is not pulling messages fast enough");
      return;
    }
    this.#waiting.push(published);
    if (this.#isMatching) return;
    this.#isMatching = true;
    void this.#match()
      .catch(this.#onBug)
      .finally(() => {
        this.#isMatching = false;
      });
  }

  async #match(): Promise<void> {
    let turnEnds = 0;
    for (let next = this.#waiting.shift(); next !== undefined; next = this.#waiting.shift()) {
      for (const event of eventsOf(next)) {
        if (performance.now() >= turnEnds) {
          await nextTurn();
          turnEnds = performance.now() + turnMs;
        }
        this.#publish(event);
      }
    }
  }

  #publish(event: RpcEvent): void {
    for (const [client, entry] of this.#entries())
      if (isOf(entry.eventName, event.name) && matches(entry.conditions, event.tags()))
        client.deliver(entry, event);
  }

  *#entries(): Generator<readonly [Subscriber, Entry]> {
    for (const [client, entries] of this.#clients)
      for (const entry of entries.values()) yield [client, entry];
  }

  #cancelAll(reason: string): void {
    const cancelled = [...this.#entries()];
    this.#clients.clear();
    this.#stopListening();
    for (const [client, entry] of cancelled) client.cancel(entry, reason);
  }
}

/** Every condition holds, each on any value of its key. A key that is an event's type alone exists where any attribute of that type does. */
function matches(conditions: readonly Condition[], tags: EventTags): boolean {
  return conditions.every((condition) => {
    const values = tags.get(condition.key);
    if (values !== undefined) return values.some((value) => satisfies(condition, value));
    return hasType(tags, condition.key) && satisfies(condition, "");
  });
}

function hasType(tags: EventTags, type: string): boolean {
  for (const key of tags.keys()) if (key.slice(0, key.lastIndexOf(".")) === type) return true;
  return false;
}

/** Most subscriptions ask for one kind of event, so that the others needn't be looked at. */
function isOf(eventName: string | undefined, name: string): boolean {
  return eventName === undefined || eventName === name;
}

function entryOf(id: string | number, query: string): Entry {
  const conditions = parseSearchQuery(query);
  const named = conditions.find(
    ({ key, comparison, operand }) =>
      key === "tm.event" && comparison === "=" && operand === "text",
  );
  return { id, query, conditions, eventName: named?.value };
}

function keyOf(conditions: readonly Condition[]): string {
  return JSON.stringify(
    conditions.map(({ key, comparison, value, operand }) => [key, comparison, value, operand]),
  );
}

function refused(reason: string): RpcError {
  return new RpcError(-32603, reason);
}
