/** Reuses buffers of 1 MiB: making them anew costs more than a read of the disk's cache. */
export type BufferPool = Readonly<{
  /** Its content is arbitrary. */
  take(): Buffer;
  give(buffer: Buffer): void;
}>;

export const pooledBytes = 1_048_576;

export function createBufferPool(kept: number): BufferPool {
  const free: Buffer[] = [];
  return {
    take: () => free.pop() ?? Buffer.allocUnsafeSlow(pooledBytes),
    give(buffer) {
      if (free.length < kept) free.push(buffer);
    },
  };
}
