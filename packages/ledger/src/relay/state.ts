import {
  bytes,
  type Codec,
  decodeMessage,
  encodeMessage,
  fixedBytes,
  flag,
  key,
  mapped,
  optional,
  PacketSchema,
  record,
  text,
  u64,
} from "@stos/codec";
import type { BlockTime, ClientState } from "@stos/light-client";
import { item } from "../state/item.ts";
import { map } from "../state/map.ts";
import type { StoreWriter } from "../store/store.ts";

/** The module's name: proofs of packets name its store. */
export const relayStore = "relay";

/** What a verified header leaves: the state one block before it, and who signs the block after it. */
export type TrustedHeader = Readonly<{
  time: BlockTime;
  /** Of the state after the block before; empty for the genesis. */
  appHash: Uint8Array;
  nextValidatorsHash: Uint8Array;
  /** Undefined for the genesis. */
  headerHash: Uint8Array | undefined;
}>;

export type SentPacket = Readonly<{ number: number; kind: string; body: Uint8Array }>;

const timeCodec: Codec<BlockTime> = record({ seconds: u64, nanos: u64 });
const hash = fixedBytes(32);

const clientCodec: Codec<ClientState> = record({
  chainId: text,
  revision: u64,
  height: u64,
  time: timeCodec,
  appHash: bytes,
  nextValidatorsHash: hash,
  headerHash: optional(hash),
  trustingPeriodSeconds: u64,
  frozen: flag,
});

const packetCodec: Codec<SentPacket> = mapped(
  bytes,
  (encoded) => {
    const { number, kind, body } = decodeMessage(PacketSchema, encoded);
    return { number: Number(number), kind, body };
  },
  ({ number, kind, body }) => encodeMessage(PacketSchema, { number: BigInt(number), kind, body }),
);

/** The keys of the module `relay`. */
export const relayState = {
  /** The light client of the other network. */
  client: item<ClientState>({ key: "client", codec: clientCodec }),
  /** By height of the header; the newest `trustedHeadersMax`. */
  trusted: map<number, TrustedHeader>({
    prefix: "trusted/",
    key: key.u64,
    codec: record({
      time: timeCodec,
      appHash: bytes,
      nextValidatorsHash: hash,
      headerHash: optional(hash),
    }),
  }),
  /** Encoded `stratos.relay.v1.Packet`s by number, from 1; never rewritten. */
  outbox: map<number, SentPacket>({ prefix: "outbox/", key: key.u64, codec: packetCodec }),
  /** The number of the newest packet in the outbox. */
  sent: item<number>({ key: "sent", codec: u64 }),
  /** The number of the newest packet of the other network that was handled. */
  received: item<number>({ key: "received", codec: u64 }),
  /** Packets whose result hasn't come yet, by number. */
  awaiting: map<number, boolean>({ prefix: "awaiting/", key: key.u64, codec: flag }),
} as const;

export function openRelayState(store: StoreWriter) {
  return {
    client: relayState.client.open(store),
    trusted: relayState.trusted.open(store),
    outbox: relayState.outbox.open(store),
    sent: relayState.sent.open(store),
    received: relayState.received.open(store),
    awaiting: relayState.awaiting.open(store),
  };
}

export type RelayState = ReturnType<typeof openRelayState>;
