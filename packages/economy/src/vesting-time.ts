import { type EpochClock, epochStart } from "./epoch-clock.ts";

/** 14 days of 144 epochs (section 2: the lock-up period of all traffic and mining rewards). */
export const rewardLockEpochs = 2_016n;

/**
 * When a reward of `epoch` is free: at the end of epoch e + 2,016; where its report was handled only in a later
 * epoch h > e + 1, at the start of epoch h + 2,016 (reading 12). In seconds.
 */
export function rewardFreeTime(
  clock: EpochClock,
  { epoch, handledIn }: Readonly<{ epoch: bigint; handledIn: bigint }>,
  lockEpochs: bigint = rewardLockEpochs,
): bigint {
  const next = epoch + 1n;
  const given = handledIn > next ? handledIn : next;
  return epochStart(clock, given + lockEpochs);
}
