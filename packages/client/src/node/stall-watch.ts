import { decodeMessage, MsgSettleReceiptsSchema } from "@stos/codec";
import { chunkBytes, receiptTraffic } from "@stos/storage";
import type { HttpClient } from "../http/http-client.ts";
import type { AssignedNode } from "../session/assignment-pool.ts";
import type { DownloadMeter } from "../session/receipt-book.ts";
import type { Session } from "../session/session.ts";

/** Keeps a download supplied with receipts while its node sends nothing. */
export type StallWatch = Disposable &
  Readonly<{
    /** The reader waits for the node from now on: not for its own consumer. */
    wait(): void;
    receive(bytes: number): void;
  }>;

export type WatchedDownload = Readonly<{
  http: HttpClient;
  session: Session;
  node: AssignedNode;
  meter: DownloadMeter;
  /** Stored bytes to come. */
  planned: number;
}>;

/**
 * After so long without a byte the client signs one more step: what it signed for this download may have gone into
 * another one of the session, which waits in the system's buffers for its reader.
 */
const stallMsSigned = 250;

export function watchStall(download: WatchedDownload): StallWatch {
  const { meter, session, node, planned } = download;
  let left = planned;
  let waitingSince: number | undefined = performance.now();
  let hasCaughtUp = false;

  const onTick = () => {
    if (waitingSince === undefined || performance.now() - waitingSince < stallMsSigned) return;
    waitingSince = performance.now();
    // A receipt that doesn't arrive leaves the node waiting, and the next tick or the reader's deadline meets that.
    if (meter.extend()) session.sendReceipt(node).catch(() => undefined);
    else if (!hasCaughtUp) {
      hasCaughtUp = true;
      catchUp(download, left).catch(() => undefined);
    }
  };
  const timer = setInterval(onTick, stallMsSigned).unref();

  return {
    wait() {
      waitingSince = performance.now();
    },
    receive(bytes) {
      left -= bytes;
      waitingSince = undefined;
    },
    [Symbol.dispose]: () => clearInterval(timer),
  };
}

/**
 * All that is planned is signed, and still nothing comes. Where the node says that it has delivered as much as is signed, it
 * counts what got lost on its way to this client: that is signed again, one step of it and once for each download.
 */
async function catchUp({ http, session, node }: WatchedDownload, left: number): Promise<void> {
  const book = session.book(node);
  const { body } = book.settlement();
  const answer = await http.request(`${node.url}/receipts`, {
    method: "POST",
    headers: { "content-type": "application/octet-stream" },
    body,
    timeoutMs: 5_000,
  });
  await answer.body.dump();
  const stated = /^\d{1,20}$/.exec(`${answer.headers["x-stratos-delivered"]}`)?.[0];
  if (stated === undefined) return;

  const [entry] = decodeMessage(MsgSettleReceiptsSchema, body).entries;
  const signed = entry?.receipt === undefined ? undefined : receiptTraffic(entry.receipt);
  const needed = BigInt(stated) + BigInt(Math.min(left, chunkBytes));
  if (signed === undefined || needed <= signed.download) return;
  book.beginDownload(left).end();
  await session.sendReceipt(node);
}
