import type { IncomingMessage } from "node:http";
import { CodecError, decodeMessage, MsgSettleReceiptsSchema, toHex } from "@stos/codec";
import { NodeError } from "../node-error.ts";
import type { DataPort } from "./data-port.ts";
import { invalid } from "./request-fields.ts";

const bodyBytesMax = 65_536;
const entriesMax = 64;

/** What the node has counted in the session of the last entry, for a client that lost count. */
export type ReceiptsAnswer = Readonly<{ delivered: bigint; received: bigint }>;

/** POST /receipts: takes newer receipts, each for a session of its own, and lets what waits for them go on. */
export async function postReceipts(
  port: DataPort,
  request: IncomingMessage,
): Promise<ReceiptsAnswer> {
  let answer: ReceiptsAnswer = { delivered: 0n, received: 0n };
  for (const { receipt, allowance } of entriesOf(await readBody(request))) {
    if (receipt === undefined) throw invalid("an entry has no receipt");
    const meter = await port.sessions.open(toHex(receipt.session), { allowance, receipt });
    port.counters.receipts += 1;
    const { moved } = meter.state();
    answer = { delivered: moved.download, received: moved.upload };
  }
  return answer;
}

function entriesOf(body: Uint8Array) {
  try {
    const { entries } = decodeMessage(MsgSettleReceiptsSchema, body);
    if (entries.length === 0 || entries.length > entriesMax)
      throw invalid(`1 to ${entriesMax} entries are taken at once`);
    return entries;
  } catch (error) {
    if (!(error instanceof CodecError)) throw error;
    throw new NodeError({ code: "receipt-invalid", reason: error.message });
  }
}

async function readBody(request: IncomingMessage): Promise<Uint8Array> {
  const pieces: Buffer[] = [];
  let size = 0;
  for await (const piece of request as AsyncIterable<Buffer>) {
    size += piece.length;
    if (size > bodyBytesMax) throw invalid(`a body has at most ${bodyBytesMax} bytes`);
    pieces.push(piece);
  }
  return Buffer.concat(pieces);
}
