import type { HttpAnswer, HttpClient } from "../http/http-client.ts";
import { reasonOf } from "../http/http-client.ts";
import { readJson, statusError } from "../http/json.ts";
import { NetworkError } from "../network-error.ts";
import type { AssignedNode } from "../session/assignment-pool.ts";
import { isStatus } from "../session/issuer-client.ts";
import type { DownloadMeter } from "../session/receipt-book.ts";
import type { Session } from "../session/session.ts";

export type ChunkRequest = Readonly<{
  /** Hex. */
  slice: string;
  number: number;
  /** Stored bytes at the bounds of chunks, the last one included. */
  storedFirst: number;
  storedLast: number;
}>;

/** A node that sends nothing for so long is left for another one. */
const stallMsMax = 8_000;
/** After so long without a byte the client signs one more step: the node may count what got lost on its way. */
const stallMsSigned = 1_000;

/**
 * Stored bytes of a slice from one node, receipts going out before it runs dry. Throws `NetworkError` status, unreachable,
 * answer-invalid.
 */
export async function* readChunks(
  http: HttpClient,
  session: Session,
  node: AssignedNode,
  { slice, number, storedFirst, storedLast }: ChunkRequest,
  signal: AbortSignal | undefined,
): AsyncGenerator<Uint8Array> {
  const planned = storedLast - storedFirst + 1;
  const book = session.book(node);
  await session.ensureAllowance(book, BigInt(planned));
  const meter = book.beginDownload(planned);
  const url = `${node.url}/slices/${slice}`;
  const ask = async (): Promise<HttpAnswer> => {
    const receipt = book.receipt();
    const { signedTotal } = book;
    const answer = await http.request(url, {
      headers: {
        "x-stratos-session": session.idHex,
        "x-stratos-number": `${number}`,
        "x-stratos-allowance": book.allowance ?? "",
        "x-stratos-receipt": receipt,
        range: `bytes=${storedFirst}-${storedLast}`,
      },
      timeoutMs: stallMsMax,
      signal,
    });
    if (answer.statusCode !== 206 && answer.statusCode !== 200)
      throw statusError(url, answer.statusCode, await readJson(answer, url, signal));
    book.acknowledge(signedTotal);
    return answer;
  };
  try {
    // A receipt that a newer one overtook on its way is refused: the newest is sent then.
    const answer = await ask().catch((error: unknown) => {
      if (isStatus(error, "receipt-decreasing")) return ask();
      throw error;
    });
    requireRange(url, answer, { storedFirst, storedLast });
    const delivered = answer.headers["x-stratos-delivered"];
    if (typeof delivered === "string" && /^\d{1,20}$/.test(delivered))
      meter.start(BigInt(delivered));
    yield* metered(answer, { meter, session, node, signal });
  } finally {
    meter.end();
  }
}

async function* metered(
  { body }: HttpAnswer,
  {
    meter,
    session,
    node,
    signal,
  }: Readonly<{
    meter: DownloadMeter;
    session: Session;
    node: AssignedNode;
    signal: AbortSignal | undefined;
  }>,
): AsyncGenerator<Uint8Array> {
  // A receipt that doesn't arrive stalls the node, and that is noticed.
  const sendReceipt = () => void session.sendReceipt(node).catch(() => undefined);
  let received = 0;
  let seen = -1;
  const watch = setInterval(() => {
    if (received === seen) console.error("STALL", Date.now(), session.idHex.slice(0,6), node.node.slice(-6), received, session.book(node).signedTotal, meter.extend()), sendReceipt();
    seen = received;
  }, stallMsSigned).unref();
  try {
    for await (const piece of body as AsyncIterable<Uint8Array>) {
      received += piece.length;
      if (meter.receive(piece.length)) sendReceipt();
      yield piece;
    }
  } catch (error) {
    signal?.throwIfAborted();
    throw new NetworkError({ code: "unreachable", url: node.url, reason: reasonOf(error) });
  } finally {
    clearInterval(watch);
    body.destroy();
  }
}

/** The chunk hashes of a slice: unverified, 32 bytes each. */
export async function readLeaves(
  http: HttpClient,
  node: AssignedNode,
  slice: string,
  signal: AbortSignal | undefined,
): Promise<Uint8Array> {
  const url = `${node.url}/slices/${slice}/leaves`;
  const answer = await http.request(url, { timeoutMs: stallMsMax, signal });
  if (answer.statusCode !== 200)
    throw statusError(url, answer.statusCode, await readJson(answer, url, signal));
  try {
    return new Uint8Array(await answer.body.arrayBuffer());
  } catch (error) {
    signal?.throwIfAborted();
    throw new NetworkError({ code: "unreachable", url: node.url, reason: reasonOf(error) });
  }
}

/** Asked at the bounds of chunks, a node has nothing to widen; a whole slice comes without a range. */
function requireRange(
  url: string,
  { statusCode, headers }: HttpAnswer,
  { storedFirst, storedLast }: Readonly<{ storedFirst: number; storedLast: number }>,
): void {
  const match = /^bytes (\d+)-(\d+)\//.exec(`${headers["content-range"]}`);
  const isAsked =
    statusCode === 200
      ? storedFirst === 0
      : Number(match?.[1]) === storedFirst && Number(match?.[2]) === storedLast;
  if (!isAsked)
    throw new NetworkError({ code: "answer-invalid", url, reason: "it sends another range" });
}
