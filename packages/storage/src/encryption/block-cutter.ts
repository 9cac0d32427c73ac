/** Cuts a stream of pieces of any length into blocks of one size, without copying. */
export type BlockCutter = Readonly<{
  /**
   * Whole blocks, each as the pieces it came in, once at least one more byte follows them: so the last one is never given
   * out early. The pieces given in mustn't change until they are given out.
   */
  push(bytes: Uint8Array): readonly (readonly Uint8Array[])[];
  /** What is left, at most one block. Empty only where no byte came. */
  rest(): readonly Uint8Array[];
}>;

export function createBlockCutter(blockBytes: number): BlockCutter {
  let waiting: Uint8Array[] = [];
  let waitingBytes = 0;

  const take = (): readonly Uint8Array[] => {
    const block = waiting;
    waiting = [];
    waitingBytes = 0;
    return block;
  };

  return {
    push(bytes) {
      const blocks: (readonly Uint8Array[])[] = [];
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
