import type { IncomingMessage, ServerResponse } from "node:http";
import { chunkBytes } from "@stos/storage";
import type { SessionMeter } from "../metering/session-meter.ts";
import { NodeError } from "../node-error.ts";
import { pooledBytes } from "../volume/buffer-pool.ts";
import type { DataPort } from "./data-port.ts";
import { allowanceOf, headerOf, invalid, receiptOf } from "./request-fields.ts";
import { type StoredRange, storedRange } from "./stored-range.ts";

type GetOrder = Readonly<{
  id: Uint8Array;
  range: StoredRange;
  meter: SessionMeter;
  response: ServerResponse;
  signal: AbortSignal;
}>;

/**
 * GET /slices/{id}: sends the chunks of a range as far as receipts reach, and waits for more of them. What was reserved
 * and never handed to the connection isn't charged.
 */
export async function getSlice(
  port: DataPort,
  id: Uint8Array,
  {
    request,
    response,
    signal,
  }: Readonly<{ request: IncomingMessage; response: ServerResponse; signal: AbortSignal }>,
): Promise<void> {
  const session = headerOf(request, "x-stratos-session");
  if (session === undefined || !/^[0-9a-f]{64}$/.test(session))
    throw invalid("x-stratos-session is 64 hex digits");
  const meter = await port.sessions.open(session, {
    allowance: allowanceOf(headerOf(request, "x-stratos-allowance")),
    receipt: receiptOf(headerOf(request, "x-stratos-receipt")),
  });

  const place = port.store.find(id);
  if (place === undefined) throw new NodeError({ code: "slice-missing" });
  const range = storedRange(headerOf(request, "range"), place.length);
  meter.requireAllowed(0);
  const endRequest = meter.beginRequest();
  try {
    await sendRange(port, { id, range, meter, response, signal }, place.length);
    port.counters.gets += 1;
  } finally {
    endRequest();
  }
}

async function sendRange(port: DataPort, order: GetOrder, size: number): Promise<void> {
  const { range, meter, response } = order;
  const delivered = meter.state().moved.download;
  let sent: Promise<void> = Promise.resolve();
  for (let at = range.start; at < range.end; ) {
    const piece = await readPiece(port, order, at);
    // The head follows the first piece: until then a refusal can still be told by a status.
    if (at === range.start)
      response.writeHead(isWhole(range, size) ? 200 : 206, headersOf(range, size, delivered));
    await sent;
    sent = send(response, piece);
    // Met by the next await; till then it must not count as unhandled.
    sent.catch(() => undefined);
    port.counters.getBytes += piece.length;
    at += piece.length;
  }
  await sent;
  response.end();
}

/** Reserves what receipts allow, at most a pooled buffer, and reads it: who waits for a receipt holds no memory. */
async function readPiece(
  { pool, memory, store, receiptWaitMs }: DataPort,
  { id, range, meter, signal }: GetOrder,
  at: number,
): Promise<Piece> {
  const waiting = () => AbortSignal.any([signal, AbortSignal.timeout(receiptWaitMs)]);
  const wanted = Math.min(pooledBytes, range.end - at);
  const length = await meter.takeDownload(wanted, chunkBytes, waiting);
  const giveMemory = await memory.wait(pooledBytes, waiting()).catch((error: unknown) => {
    meter.giveBackDownload(length);
    throw error;
  });
  const buffer = pool.take();
  const give = () => {
    pool.give(buffer);
    giveMemory();
  };
  try {
    if (signal.aborted) throw signal.reason;
    await store.read(id, buffer.subarray(0, length), at);
    return { buffer, length, give };
  } catch (error) {
    meter.giveBackDownload(length);
    give();
    throw error;
  }
}

type Piece = Readonly<{
  buffer: Buffer;
  length: number;
  /** Gives the buffer and its memory back, once. */
  give: () => void;
}>;

/** Resolves when the system has taken the bytes, so that the buffer may be used again. */
function send(response: ServerResponse, { buffer, length, give }: Piece) {
  return new Promise<void>((resolve, reject) => {
    response.write(buffer.subarray(0, length), (error) => {
      give();
      if (error === null || error === undefined) resolve();
      else reject(error);
    });
  });
}

function isWhole({ start, end }: StoredRange, size: number): boolean {
  return start === 0 && end === size;
}

function headersOf(range: StoredRange, size: number, delivered: bigint) {
  return {
    "content-type": "application/octet-stream",
    "content-length": range.end - range.start,
    "x-stratos-delivered": `${delivered}`,
    ...(isWhole(range, size)
      ? {}
      : { "content-range": `bytes ${range.start}-${range.end - 1}/${size}` }),
  };
}
