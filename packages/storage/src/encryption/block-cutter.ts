/** Cuts a stream of pieces of any length into blocks of one size. */
export type BlockCutter = Readonly<{
  /** Whole blocks, once at least one more byte follows them: so the last one is never given out early. */
  push(bytes: Uint8Array): readonly Uint8Array[];
  /** What is left, at most one block. Empty only where no byte came. */
  rest(): Uint8Array;
}>;

export function createBlockCutter(blockBytes: number): BlockCutter {
  let waiting: Uint8Array[] = [];
  let waitingBytes = 0;

  const take = (): Uint8Array => {
    const [only] = waiting;
    const block = waiting.length === 1 && only !== undefined ? only : Buffer.concat(waiting);
    waiting = [];
    waitingBytes = 0;
    return block;
  };

  return {
    push(bytes) {
      const blocks: Uint8Array[] = [];
      for (let offset = 0; offset < bytes.length; ) {
        if (waitingBytes === blockBytes) blocks.push(take());
        const end = Math.min(bytes.length, offset + blockBytes - waitingBytes);
        waiting.push(bytes.subarray(offset, end));
        waitingBytes += end - offset;
        offset = end;
      }
      return blocks;
    },
    rest: take,
  };
}
