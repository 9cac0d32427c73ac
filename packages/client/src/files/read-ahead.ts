export type ReadAhead = Readonly<{
  /** Sources that are read at once: the one whose turn it is, and those after it. */
  parallel: number;
  /** Bytes of one source that lie ready before it is made to wait. */
  bufferBytes: number;
}>;

/** Pieces of all sources in order, later ones being read while earlier ones are consumed. */
export async function* readInOrder(
  sources: readonly (() => AsyncGenerator<Uint8Array>)[],
  { parallel, bufferBytes }: ReadAhead,
): AsyncGenerator<Uint8Array> {
  const running: Buffered[] = [];
  let next = 0;
  const startMore = () => {
    for (; running.length < parallel && next < sources.length; next += 1) {
      const source = sources[next];
      if (source !== undefined) running.push(buffered(source(), bufferBytes));
    }
  };
  try {
    for (startMore(); running.length > 0; startMore()) {
      const [first] = running;
      if (first === undefined) return;
      yield* first.pieces();
      running.shift();
    }
  } finally {
    await Promise.all(running.map((each) => each.stop()));
  }
}

type Buffered = Readonly<{ pieces(): AsyncGenerator<Uint8Array>; stop(): Promise<void> }>;

function buffered(source: AsyncGenerator<Uint8Array>, bufferBytes: number): Buffered {
  const ready: Uint8Array[] = [];
  let readyBytes = 0;
  let isEnded = false;
  let isStopped = false;
  let failure: { error: unknown } | undefined;
  let changed = Promise.withResolvers<void>();
  const notify = () => {
    changed.resolve();
    changed = Promise.withResolvers<void>();
  };

  const pump = async () => {
    try {
      for await (const piece of source) {
        ready.push(piece);
        readyBytes += piece.length;
        notify();
        while (readyBytes >= bufferBytes && !isStopped) await changed.promise;
        if (isStopped) return;
      }
    } catch (error) {
      failure = { error };
    } finally {
      isEnded = true;
      notify();
    }
  };
  const pumping = pump();

  return {
    async *pieces() {
      for (;;) {
        const piece = ready.shift();
        if (piece !== undefined) {
          readyBytes -= piece.length;
          notify();
          yield piece;
        } else if (failure !== undefined) throw failure.error;
        else if (isEnded) return;
        else await changed.promise;
      }
    },
    async stop() {
      isStopped = true;
      ready.length = 0;
      notify();
      await pumping;
    },
  };
}
