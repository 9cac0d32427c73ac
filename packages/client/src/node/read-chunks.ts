import { sliceChunksMax } from "@stos/storage";
import type { ByteAnswer } from "../http/byte-exchange.ts";
import type { HttpClient } from "../http/http-client.ts";
import { readShortJson, statusError } from "../http/json.ts";
import { NetworkError } from "../network-error.ts";
import type { AssignedNode } from "../session/assignment-pool.ts";
import { isStatus } from "../session/issuer-client.ts";
import type { Session } from "../session/session.ts";
import { watchStall } from "./stall-watch.ts";

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

/**
 * Stored bytes of a slice from one node, receipts going out before it runs dry. A piece is gone when the next one is asked
 * for. Throws `NetworkError` status, unreachable, answer-invalid.
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
  using watch = watchStall({ http, session, node, meter, planned });
  const url = `${node.url}/slices/${slice}`;
  const ask = async (): Promise<ByteAnswer> => {
    const receipt = book.receipt();
    const { signedTotal } = book;
    const answer = await http.exchange(url, {
      method: "GET",
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
    if (answer.status !== 206 && answer.status !== 200)
      throw statusError(url, answer.status, await readShortJson(answer, url));
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
    const delivered = answer.headers.get("x-stratos-delivered");
    if (delivered !== undefined && /^\d{1,20}$/.test(delivered)) meter.start(BigInt(delivered));
    // A receipt that doesn't arrive stalls the node, and that is noticed.
    const sendReceipt = () => void session.sendReceipt(node).catch(() => undefined);
    watch.wait();
    for await (const piece of answer.pieces()) {
      watch.receive(piece.length);
      if (meter.receive(piece.length)) sendReceipt();
      yield piece;
      watch.wait();
    }
  } finally {
    meter.end();
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
  const answer = await http.exchange(url, {
    method: "GET",
    headers: {},
    timeoutMs: stallMsMax,
    signal,
  });
  if (answer.status !== 200)
    throw statusError(url, answer.status, await readShortJson(answer, url));
  return answer.whole(leavesBytesMax);
}

const leavesBytesMax = 32 * sliceChunksMax;

/** Asked at the bounds of chunks, a node has nothing to widen; a whole slice comes without a range. */
function requireRange(
  url: string,
  answer: ByteAnswer,
  { storedFirst, storedLast }: Readonly<{ storedFirst: number; storedLast: number }>,
): void {
  const match = /^bytes (\d+)-(\d+)\//.exec(answer.headers.get("content-range") ?? "");
  const isAsked =
    answer.status === 200
      ? storedFirst === 0
      : Number(match?.[1]) === storedFirst && Number(match?.[2]) === storedLast;
  if (isAsked) return;
  answer.abandon();
  throw new NetworkError({ code: "answer-invalid", url, reason: "it sends another range" });
}
