/** What one transaction and one block may cost, in gas. Consensus: every node of a network has the same. */
export type ApplicationLimits = Readonly<{
  transactionGas: Readonly<{
    max: bigint;
    /** For a transaction whose fee names no gas limit: networks without a gas coin set it to `max`. */
    whenAbsent: bigint;
  }>;
  blockGas: bigint;
}>;

export const defaultLimits: ApplicationLimits = {
  transactionGas: { max: 100_000_000n, whenAbsent: 0n },
  blockGas: 5_000_000_000n,
};
