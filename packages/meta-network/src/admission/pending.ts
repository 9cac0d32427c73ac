import { sdkError } from "@stos/ledger";

/** Transactions of one signer that wait for one block. */
export const pendingMax = 512;

/** Counts what CheckTx let in since the last block. It is this node's own view and no part of the state. */
export type Pending = Readonly<{
  /** Throws `ChainError` mempool-full for a signer with its share used up. */
  take(height: number, signer: string): void;
}>;

/** A simple share of the block space: nobody fills the mempool alone, and there is no fee to outbid others with. */
export function pendingCounter(): Pending {
  const counts = new Map<string, number>();
  let countedAt = -1;
  return {
    take(height, signer) {
      if (height !== countedAt) counts.clear();
      countedAt = height;
      const count = counts.get(signer) ?? 0;
      if (count >= pendingMax)
        throw sdkError(
          "mempool-full",
          `${signer} has ${count} transactions waiting; send it again after the next block`,
        );
      counts.set(signer, count + 1);
    },
  };
}
