import { CodecError, decodeMessage, encodeMessage, PacketSchema, ResultSchema } from "@stos/codec";
import { ChainError, type ChainFailure, sdkCodes, sdkError } from "../chain-error.ts";
import type { Context } from "../context.ts";
import { type Relay, type RelayCapabilities, resultKind } from "./relay.ts";
import type { SentPacket } from "./state.ts";

/** Handles one packet's body. What it throws as `ChainError` or `CodecError` becomes the result's code, and leaves no writes. */
export type PacketHandler<C> = (
  capabilities: C,
  body: Uint8Array,
  /** The packet's, in the other network's outbox. */
  number: number,
) => void | Promise<void>;

/** How the other network answered a packet of ours. */
export type PacketResult = Readonly<{
  number: number;
  packet: SentPacket;
  /** 0: handled. */
  code: number;
  reason: string;
}>;

export type RelayHandlers<C> = Readonly<{
  /** The network's own: each packet is handled over a branch of its own. */
  capabilities(context: Context): C;
  packetHandlers: Readonly<Record<string, PacketHandler<C>>>;
  /** Called once for each packet of ours that was answered; applies the reversal of one that was refused. */
  onResult?(capabilities: C, result: PacketResult): void | Promise<void>;
}>;

/** A result's reason at most, in characters. */
const reasonLengthMax = 512;

/** Handles a proved packet; every one but a result is answered. A refused packet never blocks those after it. */
export async function handlePacket<C extends RelayCapabilities>(
  relay: Relay,
  handlers: RelayHandlers<C>,
  number: number,
  encoded: Uint8Array,
): Promise<void> {
  const packet = decoded(encoded);
  const isResult = packet?.kind === resultKind;
  const failure = await refusalOf(relay, async (context) => {
    const capabilities = handlers.capabilities(context);
    if (packet === undefined) throw sdkError("tx-decode", "the packet is malformed");
    if (isResult) await handleResult(capabilities, handlers, packet.body);
    else await handlerOf(handlers, packet.kind)(capabilities, packet.body, number);
  });

  if (!isResult) relay.outbox.send({ kind: resultKind, body: encodeResult(number, failure) });
  emitReceived(relay, { number, kind: packet?.kind ?? "", failure });
}

function decoded(encoded: Uint8Array): Readonly<{ kind: string; body: Uint8Array }> | undefined {
  try {
    return decodeMessage(PacketSchema, encoded);
  } catch (error) {
    if (error instanceof CodecError) return undefined;
    throw error;
  }
}

function handlerOf<C>({ packetHandlers }: RelayHandlers<C>, kind: string): PacketHandler<C> {
  const handler = Object.hasOwn(packetHandlers, kind) ? packetHandlers[kind] : undefined;
  if (handler === undefined) {
    throw sdkError(
      "unknown-request",
      `packets of the kind "${kind.slice(0, 40)}" are not handled here`,
    );
  }
  return handler;
}

/** A result is handled once: of a packet that awaits it. Others, which the other chain invented, are refused. */
async function handleResult<C extends RelayCapabilities>(
  capabilities: C,
  { onResult }: RelayHandlers<C>,
  body: Uint8Array,
): Promise<void> {
  const { state } = capabilities.relay;
  const { number: answered, code, reason } = decodeMessage(ResultSchema, body);
  const number = Number(answered);
  const packet = Number.isSafeInteger(number) ? state.outbox.get(number) : undefined;
  if (packet === undefined || !state.awaiting.has(number)) {
    throw sdkError("not-found", `packet ${answered} awaits no result`);
  }

  await onResult?.(capabilities, { number, packet, code, reason });
  state.awaiting.delete(number);
}

async function refusalOf(
  relay: Relay,
  handle: (context: Context) => Promise<void>,
): Promise<ChainFailure | undefined> {
  try {
    await relay.attempt(handle);
    return undefined;
  } catch (error) {
    if (error instanceof ChainError) return error.failure;
    if (error instanceof CodecError) {
      return { codespace: "sdk", code: sdkCodes["tx-decode"], reason: error.message };
    }
    throw error;
  }
}

function encodeResult(number: number, failure: ChainFailure | undefined): Uint8Array {
  const { code = 0, reason = "" } = failure ?? {};
  return encodeMessage(ResultSchema, {
    number: BigInt(number),
    code,
    reason: reason.slice(0, reasonLengthMax).toWellFormed(),
  });
}

function emitReceived(
  { emit }: Relay,
  {
    number,
    kind,
    failure,
  }: Readonly<{ number: number; kind: string; failure: ChainFailure | undefined }>,
): void {
  emit({
    type: "relay_receive",
    attributes: [
      { key: "number", value: `${number}` },
      { key: "kind", value: kind },
      { key: "code", value: `${failure?.code ?? 0}` },
      { key: "reason", value: failure?.reason ?? "" },
    ],
  });
}
