import type { ApplicationLimits } from "@stos/ledger";

/**
 * For `createApplication`: transactions name no gas, since nobody pays for it; each gets the most that one may use. What
 * bounds a block are its bytes and each signer's share of them.
 */
export const metaLimits: ApplicationLimits = {
  transactionGas: { max: 200_000_000n, whenAbsent: 200_000_000n },
  blockGas: 10_000_000_000_000n,
};
