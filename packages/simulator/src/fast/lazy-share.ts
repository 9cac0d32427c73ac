/** A reward by origin, in wei. */
export type Earned = Readonly<{ traffic: number; mining: number }>;

/**
 * Everything that was ever shared out by weight, as what one unit of weight got: Σ part / total weight, after each epoch.
 * Remembers as many epochs as a reward is locked, so that what a holder has locked is a difference.
 */
export class LazyShare {
  readonly #epochs: number;
  readonly #traffic: Float64Array;
  readonly #mining: Float64Array;
  #epoch = 0;
  traffic = 0;
  mining = 0;

  constructor(lockEpochs: number) {
    this.#epochs = lockEpochs + 1;
    this.#traffic = new Float64Array(this.#epochs);
    this.#mining = new Float64Array(this.#epochs);
  }

  /** Ends an epoch that gave each unit so much. */
  add(traffic: number, mining: number): void {
    this.traffic += traffic;
    this.mining += mining;
    this.#epoch += 1;
    const at = this.#epoch % this.#epochs;
    this.#traffic[at] = this.traffic;
    this.#mining[at] = this.mining;
  }

  /** What a unit had got by the end of `epoch`, which is at most a lock ago. */
  until(epoch: number): Earned {
    const at = Math.max(0, epoch) % this.#epochs;
    return { traffic: this.#traffic[at] ?? 0, mining: this.#mining[at] ?? 0 };
  }
}

/** One that holds weight in a `LazyShare` from one epoch's end to another's. */
export type ShareHolder = {
  readonly weight: number;
  /** The epochs settled when it began to hold. */
  readonly from: number;
  readonly begun: Earned;
  /** Set when it no longer holds. */
  until?: number;
  ended?: Earned;
  /** The epoch at whose end everything locked was cancelled. */
  cancelledAt?: number;
  cancelled?: Earned;
};

/** Begins to hold. */
export function holdShare(share: LazyShare, weight: number, epoch: number): ShareHolder {
  return { weight, from: epoch, begun: { traffic: share.traffic, mining: share.mining } };
}

/** Holds no longer; what it earned stays. */
export function releaseShare(share: LazyShare, holder: ShareHolder, epoch: number): void {
  if (holder.until !== undefined) return;
  holder.until = epoch;
  holder.ended = { traffic: share.traffic, mining: share.mining };
}

/** Given since it began, less what was cancelled. */
export function earnedOf(share: LazyShare, holder: ShareHolder): Earned {
  const end = holder.ended ?? share;
  return {
    traffic:
      holder.weight * (end.traffic - holder.begun.traffic) - (holder.cancelled?.traffic ?? 0),
    mining: holder.weight * (end.mining - holder.begun.mining) - (holder.cancelled?.mining ?? 0),
  };
}

/** What is locked at the end of `epoch`: given after the epoch `lockEpochs` before. */
export function lockedOf(
  share: LazyShare,
  holder: ShareHolder,
  { epoch, lockEpochs }: Readonly<{ epoch: number; lockEpochs: number }>,
): Earned {
  const since = Math.max(holder.from, holder.cancelledAt ?? 0, epoch - lockEpochs);
  if (holder.until !== undefined && holder.until <= since) return { traffic: 0, mining: 0 };
  const begun = since === holder.from ? holder.begun : share.until(since);
  const end = holder.ended ?? share;
  return {
    traffic: holder.weight * (end.traffic - begun.traffic),
    mining: holder.weight * (end.mining - begun.mining),
  };
}

/** Cancels what is locked, and says what that was. */
export function cancelLockedOf(
  share: LazyShare,
  holder: ShareHolder,
  at: Readonly<{ epoch: number; lockEpochs: number }>,
): Earned {
  const locked = lockedOf(share, holder, at);
  holder.cancelledAt = at.epoch;
  holder.cancelled = {
    traffic: (holder.cancelled?.traffic ?? 0) + locked.traffic,
    mining: (holder.cancelled?.mining ?? 0) + locked.mining,
  };
  return locked;
}
