/** When epochs are: epoch e covers [origin + length · e, origin + length · (e + 1)), in seconds of block time. */
export type EpochClock = Readonly<{ origin: bigint; length: bigint }>;

/** The paper's epoch: 10 minutes. */
export const epochLength = 600n;

/** The epoch that covers `time`. Rounds down. Before the origin there is none: a `RangeError`. */
export function epochAt({ origin, length }: EpochClock, time: bigint): bigint {
  if (time < origin) throw new RangeError(`${time} lies before the first epoch`);
  return (time - origin) / length;
}

/** The first second of `epoch`. */
export function epochStart({ origin, length }: EpochClock, epoch: bigint): bigint {
  return origin + length * epoch;
}

/** The first second after `epoch`. */
export function epochEnd(clock: EpochClock, epoch: bigint): bigint {
  return epochStart(clock, epoch + 1n);
}
