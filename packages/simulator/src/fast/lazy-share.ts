import { addToSum, emptySum, type LongSum, since } from "./long-sum.ts";

/** A reward by origin, in wei. */
export type Earned = Readonly<{ traffic: number; mining: number }>;

/** The epochs after `before`, up to and with `until`. */
export type Span = Readonly<{ before: number; until: number }>;

/**
 * Everything that was ever shared out by weight, as what one unit of weight got: Σ part / total weight. Nobody is touched
 * by an epoch: a holder's rewards are its weight times what the unit got while it held.
 */
export class LazyShare {
  readonly traffic: LongSum = emptySum();
  readonly mining: LongSum = emptySum();
  readonly #trafficOf: Float64Array;
  readonly #miningOf: Float64Array;
  #epoch = 0;

  /** Remembers each of the last `lockEpochs` epochs: what is locked. */
  constructor(lockEpochs: number) {
    this.#trafficOf = new Float64Array(lockEpochs);
    this.#miningOf = new Float64Array(lockEpochs);
  }

  /** Ends an epoch that gave each unit so much. */
  add(traffic: number, mining: number): void {
    addToSum(this.traffic, traffic);
    addToSum(this.mining, mining);
    this.#epoch += 1;
    const at = this.#epoch % this.#trafficOf.length;
    this.#trafficOf[at] = traffic;
    this.#miningOf[at] = mining;
  }

  /** What a unit got in these epochs, all of them remembered. */
  between({ before, until }: Span): Earned {
    let traffic = 0;
    let mining = 0;
    for (let epoch = before + 1; epoch <= until; epoch += 1) {
      const at = epoch % this.#trafficOf.length;
      traffic += this.#trafficOf[at] ?? 0;
      mining += this.#miningOf[at] ?? 0;
    }
    return { traffic, mining };
  }
}

/** What a unit had got at some time. */
type Mark = Readonly<{ traffic: LongSum; mining: LongSum }>;

/** One that holds weight in a `LazyShare` from one epoch's end to another's. */
export type ShareHolder = {
  readonly weight: number;
  /** The epochs settled when it began to hold. */
  readonly from: number;
  readonly begun: Mark;
  /** Set when it no longer holds. */
  until?: number;
  ended?: Mark;
  /** The epoch at whose end everything locked was cancelled. */
  cancelledAt?: number;
  cancelled?: Earned;
};

/** Begins to hold. */
export function holdShare(share: LazyShare, weight: number, epoch: number): ShareHolder {
  return { weight, from: epoch, begun: markOf(share) };
}

/** Holds no longer; what it earned stays. */
export function releaseShare(share: LazyShare, holder: ShareHolder, epoch: number): void {
  if (holder.until !== undefined) return;
  holder.until = epoch;
  holder.ended = markOf(share);
}

/** Given since it began, less what was cancelled. */
export function earnedOf(
  share: LazyShare,
  { weight, begun, ended, cancelled }: ShareHolder,
): Earned {
  const end = ended ?? share;
  return {
    traffic: weight * since(end.traffic, begun.traffic) - (cancelled?.traffic ?? 0),
    mining: weight * since(end.mining, begun.mining) - (cancelled?.mining ?? 0),
  };
}

/** What it was given in these epochs, at most a lock ago, less what was cancelled. */
export function givenBetween(
  share: LazyShare,
  { weight, from, cancelledAt = 0, until }: ShareHolder,
  span: Span,
): Earned {
  const { traffic, mining } = share.between({
    before: Math.max(from, cancelledAt, span.before),
    until: Math.min(until ?? span.until, span.until),
  });
  return { traffic: weight * traffic, mining: weight * mining };
}

/** Cancels what it was given up to the epoch `at`, of which `locked` is still locked. */
export function cancelHolder(holder: ShareHolder, at: number, locked: Earned): void {
  const { traffic, mining } = holder.cancelled ?? { traffic: 0, mining: 0 };
  holder.cancelledAt = at;
  holder.cancelled = { traffic: traffic + locked.traffic, mining: mining + locked.mining };
}

function markOf({ traffic, mining }: LazyShare): Mark {
  return { traffic: { ...traffic }, mining: { ...mining } };
}
