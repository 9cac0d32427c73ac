import type { BlockInfo, ChainEvent, Context, GasMeter } from "../context.ts";
import { unlimitedGas } from "../state/gas.ts";
import type { StoreWriter } from "../store/store.ts";
import { openRelayState, type RelayState, relayState, relayStore } from "./state.ts";

/** A packet's encoding at most, in bytes. */
export const packetBytesMax = 65_536;

/** Sends packets to the other network. */
export type Outbox = Readonly<{
  /** Answers the packet's number. A body that makes it longer than `packetBytesMax` is a bug (`RangeError`). */
  send(packet: Readonly<{ kind: string; body: Uint8Array }>): number;
  /** Of the newest packet sent; 0 before the first. */
  number(): number;
}>;

/** What came from the other network. */
export type Inbox = Readonly<{
  /** Of the newest packet handled; 0 before the first. */
  number(): number;
}>;

/** A network's capabilities hold it as `relay`, opened over the same context as the rest. */
export type Relay = Readonly<{
  outbox: Outbox;
  inbox: Inbox;
  state: RelayState;
  /** The whole store, for exports alone. */
  store: StoreWriter;
  block: BlockInfo;
  gas: GasMeter;
  emit(event: ChainEvent): void;
  /**
   * Runs over a branch that is dropped when it throws. Its gas is not the submitter's: a packet is proved, and how it
   * ends must not depend on the gas limit that its carrier chose.
   */
  attempt<T>(run: (context: Context) => T | Promise<T>): Promise<T>;
}>;

export type RelayCapabilities = Readonly<{ relay: Relay }>;

export function openRelay(context: Context): Relay {
  const store = context.store(relayStore);
  const state = openRelayState(store);
  const { block, gas } = context;

  return {
    state,
    store,
    block,
    gas,
    outbox: openOutbox(state, (event) => context.emit(event)),
    inbox: { number: () => state.received.get() ?? 0 },
    emit: (event) => context.emit(event),
    attempt: (run) => context.attempt(run, unlimitedGas()),
  };
}

/** The kind of the packet that answers another. It is the only one that isn't answered. */
export const resultKind = "result";

function openOutbox(state: RelayState, emit: (event: ChainEvent) => void): Outbox {
  return {
    send({ kind, body }) {
      const number = (state.sent.get() ?? 0) + 1;
      // 64 bytes: number, kind and the fields' lengths.
      if (kind.length > 40 || body.length > packetBytesMax - 64) {
        throw new RangeError(`a packet "${kind}" of ${body.length} bytes is too long`);
      }

      state.outbox.set(number, { number, kind, body });
      state.sent.set(number);
      if (kind !== resultKind) state.awaiting.set(number, true);
      emit({
        type: "relay_send",
        attributes: [
          { key: "number", value: `${number}` },
          { key: "kind", value: kind },
        ],
      });
      return number;
    },
    number: () => state.sent.get() ?? 0,
  };
}

/** Where proofs find a packet in the store `relay`: `outbox/` and the number as 8 bytes, big-endian. */
export function outboxKey(number: number): Uint8Array {
  return relayState.outbox.keyOf(number);
}
