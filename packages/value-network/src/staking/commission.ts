import { decimalText, one } from "../decimal.ts";
import { refuse } from "../failure.ts";
import type { Validator } from "./state.ts";

type Commission = Validator["commission"];

const daySeconds = 86_400;

/** Rates in 10⁻¹⁸: 0 ≤ rate ≤ rateMax ≤ 1, changeMax ≤ rateMax, rate ≥ the network's minimum. Throws `ChainError`. */
export function requireCommission(
  { rate, rateMax, changeMax }: Omit<Commission, "changedAt">,
  commissionMin: bigint,
): void {
  if (rateMax > one)
    throw refuse(
      "staking",
      "commission-above-whole",
      `max_rate ${decimalText(rateMax)}; at most 1`,
    );
  if (rate > rateMax)
    throw refuse(
      "staking",
      "commission-above-its-maximum",
      `rate ${decimalText(rate)}; at most max_rate ${decimalText(rateMax)}`,
    );
  if (changeMax > rateMax)
    throw refuse(
      "staking",
      "commission-change-above-its-maximum",
      `max_change_rate ${decimalText(changeMax)}; at most max_rate ${decimalText(rateMax)}`,
    );
  requireMinimum(rate, commissionMin);
}

/** The commission at its new rate: once in 24 hours, by at most `changeMax`. Throws `ChainError`. */
export function changedCommission(
  before: Commission,
  rate: bigint,
  { now, commissionMin }: Readonly<{ now: number; commissionMin: bigint }>,
): Commission {
  if (now - before.changedAt < daySeconds)
    throw refuse(
      "staking",
      "commission-changed-today",
      `the commission changed less than 24 hours ago; wait until ${before.changedAt + daySeconds}`,
    );
  if (rate > before.rateMax)
    throw refuse(
      "staking",
      "commission-above-its-maximum",
      `rate ${decimalText(rate)}; at most max_rate ${decimalText(before.rateMax)}`,
    );
  const change = rate > before.rate ? rate - before.rate : before.rate - rate;
  if (change > before.changeMax)
    throw refuse(
      "staking",
      "commission-change-above-its-maximum",
      `a change of ${decimalText(change)} in a day; at most ${decimalText(before.changeMax)}`,
    );
  requireMinimum(rate, commissionMin);
  return { ...before, rate, changedAt: now };
}

function requireMinimum(rate: bigint, commissionMin: bigint): void {
  if (rate < commissionMin)
    throw refuse(
      "staking",
      "commission-below-minimum",
      `rate ${decimalText(rate)}; at least ${decimalText(commissionMin)}`,
    );
}
