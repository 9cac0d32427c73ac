import { NodeError } from "../node-error.ts";

/** Bounds the memory that requests hold together. */
export type MemoryBudget = Readonly<{
  /** Answers how to give it back, once. Throws `NodeError` too-busy. */
  take(bytes: number): () => void;
  /** The same, in the order of asking, as soon as there is room. Throws `NodeError` too-busy when the signal ends first. */
  wait(bytes: number, signal: AbortSignal): Promise<() => void>;
}>;

export function createMemoryBudget(limit: number): MemoryBudget {
  let taken = 0;
  const waiting: Waiting[] = [];

  const take = (bytes: number) => {
    if (taken + bytes > limit) throw new NodeError({ code: "too-busy" });
    taken += bytes;
    let isTaken = true;
    return () => {
      if (!isTaken) return;
      isTaken = false;
      taken -= bytes;
      serve();
    };
  };

  const serve = () => {
    for (let next = waiting[0]; next !== undefined; next = waiting[0]) {
      if (taken + next.bytes > limit) return;
      waiting.shift();
      next.resolve(take(next.bytes));
    }
  };

  return {
    take,
    async wait(bytes, signal) {
      if (waiting.length === 0 && taken + bytes <= limit) return take(bytes);
      const { promise, resolve, reject } = Promise.withResolvers<() => void>();
      const entry: Waiting = { bytes, resolve };
      const giveUp = () => {
        const place = waiting.indexOf(entry);
        if (place === -1) return;
        waiting.splice(place, 1);
        reject(new NodeError({ code: "too-busy" }));
        serve();
      };
      waiting.push(entry);
      signal.addEventListener("abort", giveUp, { once: true });
      if (signal.aborted) giveUp();
      return promise.finally(() => signal.removeEventListener("abort", giveUp));
    },
  };
}

type Waiting = Readonly<{ bytes: number; resolve: (give: () => void) => void }>;
