/** Sends bodies to CometBFT's RPC, one at a time. */
export type PostBody = (body: Buffer) => Promise<unknown>;

/** What one request holds at most: CometBFT's own limit on a batch is set to 1,000. */
const batchCountMax = 500;
const batchBytesMax = 2 ** 20;
/** What may wait before whoever sends more has to wait too. */
const waitingBytesMax = 16 * 2 ** 20;

/**
 * Transactions on their way to CometBFT whose check nobody waits for. They go in the order they came in, as many in a request as have come
 * meanwhile: a request each would cost more than the check.
 */
export interface BroadcastQueue {
  /** Resolves as soon as there is room for more. What CometBFT refuses is forgotten. */
  add(tx: Uint8Array): Promise<void>;
}

export function broadcastQueue(post: PostBody): BroadcastQueue {
  let waiting: string[] = [];
  let bytes = 0;
  let room = Promise.withResolvers<void>();
  let isSending = false;

  async function sendAll(): Promise<void> {
    // Whatever comes in the same turn of the event loop goes along.
    await new Promise((resolve) => setImmediate(resolve));
    while (waiting.length > 0) {
      const batch = takeBatch();
      await post(bodyOf(batch)).catch(() => undefined);
      if (bytes <= waitingBytesMax) {
        room.resolve();
        room = Promise.withResolvers();
      }
    }
  }

  function takeBatch(): readonly string[] {
    let size = 0;
    let count = 0;
    for (const tx of waiting) {
      if (count > 0 && (count >= batchCountMax || size + tx.length > batchBytesMax)) break;
      size += tx.length;
      count += 1;
    }
    const batch = waiting.slice(0, count);
    waiting = waiting.slice(count);
    bytes -= size;
    return batch;
  }

  return {
    async add(tx) {
      const text = Buffer.from(tx.buffer, tx.byteOffset, tx.length).toString("base64");
      waiting.push(text);
      bytes += text.length;
      if (!isSending) {
        isSending = true;
        void sendAll().finally(() => {
          isSending = false;
        });
      }
      while (bytes > waitingBytesMax) await room.promise;
    },
  };
}

function bodyOf(batch: readonly string[]): Buffer {
  const calls = batch.map(
    (tx, id) =>
      `{"jsonrpc":"2.0","id":${id},"method":"broadcast_tx_async","params":{"tx":"${tx}"}}`,
  );
  return Buffer.from(`[${calls.join(",")}]`, "latin1");
}
