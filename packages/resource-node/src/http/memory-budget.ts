import { NodeError } from "../node-error.ts";

/** Bounds the memory that requests hold together. */
export type MemoryBudget = Readonly<{
  /** Answers how to give it back, once. Throws `NodeError` too-busy. */
  take(bytes: number): () => void;
}>;

export function createMemoryBudget(limit: number): MemoryBudget {
  let taken = 0;
  return {
    take(bytes) {
      if (taken + bytes > limit) throw new NodeError({ code: "too-busy" });
      taken += bytes;
      let isTaken = true;
      return () => {
        if (isTaken) taken -= bytes;
        isTaken = false;
      };
    },
  };
}
