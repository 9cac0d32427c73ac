import {
  type EncodedAny,
  encodeMessage,
  MsgReceivePacketsSchema,
  MsgUpdateClientSchema,
  ProofSchema,
  packMessage,
} from "@stos/codec";
import { type ClientState, encodeHeader } from "@stos/light-client";
import { packetsMax } from "../relay/receive-packets.ts";
import { outboxKey } from "../relay/relay.ts";
import { relayState } from "../relay/state.ts";
import type { RelayEndpoint } from "./relay-endpoint.ts";
import { RelayerError } from "./relayer-error.ts";

/** One way: packets of `source` to `destination`. */
export type RelayWay = Readonly<{ source: RelayEndpoint; destination: RelayEndpoint }>;

/** Encoded packets and proofs of one transaction, in bytes: well under what one may have. */
const batchBytesMax = 512 * 1024;

/**
 * Brings the next packets over, with the header that proves them, in one transaction. What has to be done is read from
 * the chains alone, so it doesn't matter who relayed before. Answers how many were delivered; 0: nothing was to do.
 * The client is updated without packets, too, once its header is `refreshSeconds` old.
 */
export async function carryPackets(
  { source, destination }: RelayWay,
  refreshSeconds: number,
  signal: AbortSignal,
): Promise<number> {
  const client = await readClient(destination, signal);
  const received = await readNumber(destination, relayState.received.key, 0, signal);
  const height = Math.max(await source.newestHeight(signal), client.height);
  const sent = await readSent(source, height, signal);
  const isStale = await isOlder(source, client, { height, refreshSeconds }, signal);
  if (sent <= received && !isStale) return 0;

  const messages: EncodedAny[] = [];
  if (height > client.height)
    messages.push(await clientUpdate({ source, destination }, client, height, signal));
  const first = received + 1;
  const batch = await readBatch(source, { first, last: sent, height }, signal);
  if (batch.packets.length > 0) {
    const { packets, proofs } = batch;
    const received = { sender: destination.sender, height: BigInt(height), packets, proofs };
    messages.push(packMessage(MsgReceivePacketsSchema, received));
  }
  if (messages.length === 0) return 0;

  const result = await destination.submit(messages, signal);
  if (result.code !== 0) {
    throw new RelayerError({ code: "refused", chainId: destination.chainId, result });
  }
  return batch.packets.length;
}

async function readClient(endpoint: RelayEndpoint, signal: AbortSignal): Promise<ClientState> {
  const { key, codec } = relayState.client;
  const encoded = await endpoint.read(keyBytes(key), 0, signal);
  if (encoded === undefined) throw missing(endpoint, "client");
  return codec.decode(encoded);
}

async function readNumber(
  endpoint: RelayEndpoint,
  key: string,
  height: number,
  signal: AbortSignal,
): Promise<number> {
  const encoded = await endpoint.read(keyBytes(key), height, signal);
  return encoded === undefined ? 0 : relayState.sent.codec.decode(encoded);
}

/** What the header of `height` can prove: the state one block before it. There is none before a chain's first block. */
async function readSent(
  source: RelayEndpoint,
  height: number,
  signal: AbortSignal,
): Promise<number> {
  const newest = await readNumber(source, relayState.sent.key, 0, signal);
  return newest === 0 ? 0 : await readNumber(source, relayState.sent.key, height - 1, signal);
}

async function isOlder(
  source: RelayEndpoint,
  client: ClientState,
  { height, refreshSeconds }: Readonly<{ height: number; refreshSeconds: number }>,
  signal: AbortSignal,
): Promise<boolean> {
  if (height <= client.height) return false;
  const { header } = await source.signedHeader(height, signal);
  return Number(header?.time.seconds ?? 0n) - client.time.seconds >= refreshSeconds;
}

async function clientUpdate(
  { source, destination }: RelayWay,
  client: ClientState,
  height: number,
  signal: AbortSignal,
): Promise<EncodedAny> {
  const [signedHeader, validatorSet, trustedValidators] = await Promise.all([
    source.signedHeader(height, signal),
    source.validators(height, signal),
    source.validators(client.height + 1, signal),
  ]);
  const trustedHeight = {
    revisionNumber: BigInt(client.revision),
    revisionHeight: BigInt(client.height),
  };
  const header = encodeHeader({ signedHeader, validatorSet, trustedHeight, trustedValidators });
  return packMessage(MsgUpdateClientSchema, { sender: destination.sender, header });
}

async function readBatch(
  source: RelayEndpoint,
  { first, last, height }: Readonly<{ first: number; last: number; height: number }>,
  signal: AbortSignal,
): Promise<Readonly<{ packets: Uint8Array[]; proofs: Uint8Array[] }>> {
  const packets: Uint8Array[] = [];
  const proofs: Uint8Array[] = [];
  let byteLength = 0;
  for (let number = first; number <= last && packets.length < packetsMax; number += 1) {
    const proven = await source.prove(outboxKey(number), height - 1, signal);
    if (proven === undefined) throw missing(source, `packet ${number}`);

    const { value, storeProof, rootProof } = proven;
    const proof = encodeMessage(ProofSchema, { storeProof, rootProof });
    byteLength += value.length + proof.length;
    if (packets.length > 0 && byteLength > batchBytesMax) break;
    packets.push(value);
    proofs.push(proof);
  }
  return { packets, proofs };
}

function missing({ chainId }: RelayEndpoint, what: string): RelayerError {
  return new RelayerError({ code: "state-missing", chainId, what });
}

function keyBytes(key: string): Uint8Array {
  return new TextEncoder().encode(key);
}
