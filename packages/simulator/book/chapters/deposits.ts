import {
  type DepositProfile,
  depositReleaseTime,
  depositTerms,
  EconomyError,
  joinPool,
  leavePool,
  type OzonePool,
  purchaseOzone,
  uncutTrafficReward,
} from "@stos/economy";
import type { Chapter } from "../chapter.ts";
import { ozone, percent, plain, stos, table } from "../text.ts";
import { exampleMarket, ofStos, priceOf } from "./curve.ts";

/** Joining and leaving under both profiles, and when a deposit comes back. */
export const deposits: Chapter = async () => ({
  figures: {
    "deposits.release": releaseTable(),
    "deposits.moves": movesTable(),
    "deposits.compound": compoundText(),
    ...shortfallExample(),
  },
  plots: {},
});

const day = 86_400n;

/** Activated at the start of day 1; left at the end of the day. */
function releaseTable(): string {
  const rows = [1n, 30n, 150n, 166n, 179n, 180n, 190n, 365n].map((left) => {
    const release = depositReleaseTime({ depositedAt: 0n, leftAt: left * day }, depositTerms);
    return [`${left}`, `${release / day}`, `${release / day - left}`];
  });
  return table(["leaves on day", "deposit back on day", "days between"], rows);
}

/** s = 1,000,000 STOS with a tenth of it prepaid. */
const busyMarket = purchaseOzone(exampleMarket, ofStos(100_000n));

function movesTable(): string {
  const rows = (["literal", "tracking"] as const).flatMap((profile) => {
    const joined = joinPool(busyMarket.pool, ofStos(100_000n), profile).pool;
    const left = leavePool(joined, ofStos(100_000n), profile).pool;
    return [
      moveRow(`${profile}: before`, busyMarket.pool),
      moveRow(`${profile}: a node joins with Z = 100,000`, joined),
      moveRow(`${profile}: and leaves again`, left),
    ];
  });
  return table(["", "s (STOS)", "l (oz)", "price", "Ozone sold is worth (STOS)", "p (STOS)"], rows);
}

function moveRow(name: string, pool: OzonePool): readonly string[] {
  const worth = uncutTrafficReward(pool, busyMarket.bought);
  return [
    name,
    stos(pool.deposited),
    ozone(pool.forSale),
    plain(priceOf(pool), 6),
    stos(worth),
    stos(pool.prepaid),
  ];
}

/** 1,000 joins of a hundredth of s. */
function compoundText(): string {
  let pool = exampleMarket;
  for (let join = 0; join < 1_000; join += 1)
    pool = joinPool(pool, ofStos(10_000n), "literal").pool;
  return plain(Number(pool.forSale) / Number(exampleMarket.forSale));
}

/** Genesis nodes of half of s leave: what the Ozone sold before is worth, against p. */
function shortfallExample(): Record<string, string> {
  const worthAfter = (profile: DepositProfile) => {
    const left = leavePool(busyMarket.pool, ofStos(500_000n), profile).pool;
    return uncutTrafficReward(left, busyMarket.bought);
  };
  const owed = worthAfter("literal");
  const { prepaid } = busyMarket.pool;
  return {
    "deposits.half.literal": stos(owed),
    "deposits.half.tracking": stos(worthAfter("tracking")),
    "deposits.half.held": stos(prepaid),
    "deposits.half.missing": percent(Number(owed - prepaid) / Number(owed)),
    "deposits.whole": refusal(),
  };
}

/** A deposit as large as s can never leave under `literal`. */
function refusal(): string {
  const joined = joinPool(exampleMarket, ofStos(1_000_000n), "literal").pool;
  try {
    leavePool(joined, ofStos(1_000_000n), "literal");
  } catch (error) {
    if (error instanceof EconomyError) return `\`${error.failure.code}\``;
    throw error;
  }
  throw new RangeError("a leave that takes all of l was not refused");
}
