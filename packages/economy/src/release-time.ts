/** How long a deposit stays, in seconds. */
export type DepositTerms = Readonly<{
  /** From a deposit or top-up on: the paper's 180 days. */
  lock: bigint;
  /** From unregistering on: the paper's 14 days. */
  coolingOff: bigint;
}>;

/** 180 days and 14 days (section 4). */
export const depositTerms: DepositTerms = { lock: 180n * 86_400n, coolingOff: 14n * 86_400n };

/**
 * When a deposit comes back: max(left, deposited + 180 d) + 14 d, in seconds, never early (reading 14).
 *
 * Each top-up has its own `depositedAt`. The paper's example: in on day 1, out on day 150 or 190, back on day
 * 194 or 204.
 */
export function depositReleaseTime(
  { depositedAt, leftAt }: Readonly<{ depositedAt: bigint; leftAt: bigint }>,
  { lock, coolingOff }: DepositTerms = depositTerms,
): bigint {
  const unlockedAt = depositedAt + lock;
  return (leftAt > unlockedAt ? leftAt : unlockedAt) + coolingOff;
}

/** From when on a shutdown is proper: the cooling-off after unregistering is over (section 2; reading 15). */
export function properShutdownTime(
  leftAt: bigint,
  { coolingOff }: DepositTerms = depositTerms,
): bigint {
  return leftAt + coolingOff;
}
