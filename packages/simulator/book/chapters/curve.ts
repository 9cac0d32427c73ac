import {
  exactOzoneCost,
  joinPool,
  type OzonePool,
  poolAfterSettlement,
  purchaseOzone,
  quotePurchase,
  settleTraffic,
} from "@stos/economy";
import { noz, type Wei, wei } from "@stos/units";
import type { Plot } from "../../src/output/plot-svg.ts";
import type { Chapter, Point } from "../chapter.ts";
import { ozone, plain, stos, table, whole } from "../text.ts";

/** s = 1,000,000 STOS and 50,000,000 Ozone for sale: 0.02 STOS each. The pages reckon with this network throughout. */
export const exampleMarket: OzonePool = {
  deposited: wei(1_000_000n * 10n ** 18n),
  prepaid: wei(0n),
  forSale: noz(50_000_000n * 10n ** 9n),
};

export const curve: Chapter = async () => ({
  figures: {
    "curve.purchases": purchases(),
    ...roundTrip(),
    ...smallPurchases(),
    ...splitPurchase(),
  },
  plots: { curve: curvePlot() },
});

function purchases(): string {
  const rows = [1n, 100n, 10_000n, 100_000n, 1_000_000n].map((amount) => {
    const payment = ofStos(amount);
    const { pool, bought } = purchaseOzone(exampleMarket, payment);
    return [
      stos(payment),
      ozone(bought, 3),
      plain(Number(payment) / Number(bought) / 1e9, 6),
      plain(priceOf(pool), 6),
    ];
  });
  return table(["PREPAY (STOS)", "Ozone bought", "paid for one", "price after it"], rows);
}

/** Buys for 10,000 STOS, consumes all of it, and settles before anybody else does anything. */
function roundTrip(): Record<string, string> {
  const payment = ofStos(10_000n);
  const { pool, bought } = purchaseOzone(exampleMarket, payment);
  const reward = settleTraffic(pool, bought);
  const after = poolAfterSettlement(pool, { consumed: bought, paid: reward });
  return {
    "curve.trip.bought": ozone(bought, 3),
    "curve.trip.price": plain(priceOf(pool), 6),
    "curve.trip.reward": stos(reward, 9),
    "curve.trip.lost": whole(payment - reward),
    "curve.trip.after": plain(priceOf(after), 6),
  };
}

function smallPurchases(): Record<string, string> {
  let least = 1n;
  while (quotePurchase(exampleMarket, wei(least)).bought === 0n) least *= 2n;
  let none = least / 2n;
  while (least - none > 1n) {
    const middle = (least + none) / 2n;
    if (quotePurchase(exampleMarket, wei(middle)).bought === 0n) none = middle;
    else least = middle;
  }
  return {
    "curve.least": whole(least),
    "curve.exact": stos(exactOzoneCost(exampleMarket, noz(1_000n * 10n ** 9n)), 9),
  };
}

/** 10,000 STOS in a hundred parts never buy more than at once. */
function splitPurchase(): Record<string, string> {
  const once = purchaseOzone(exampleMarket, ofStos(10_000n)).bought;
  let pool = exampleMarket;
  let sum = 0n;
  for (let part = 0; part < 100; part += 1) {
    const purchase = purchaseOzone(pool, ofStos(100n));
    pool = purchase.pool;
    sum += purchase.bought;
  }
  return { "curve.split": whole(once - sum) };
}

/** The price against the part of l₀ that is sold, and what a join does to it. */
function curvePlot(): Plot {
  const joined = joinPool(exampleMarket, ofStos(200_000n), "literal").pool;
  return {
    title: "The price rises along the curve as Ozone is bought",
    description:
      "Two rising lines: the price at genesis and, lower, after deposits of a fifth of s joined.",
    x: { label: "Ozone sold and not settled (millions)" },
    y: { label: "STOS for one Ozone" },
    lines: [
      { name: "as at genesis", points: pricesAlong(exampleMarket) },
      { name: "after deposits of s/5 joined (literal)", points: pricesAlong(joined) },
    ],
  };
}

function pricesAlong(pool: OzonePool): readonly Point[] {
  return Array.from({ length: 61 }, (_, step) => {
    const { pool: after, bought } = quotePurchase(pool, ofStos(BigInt(step) * 20_000n));
    return [Number(bought) / 1e15, priceOf(after)];
  });
}

/** STOS for an Ozone, as a double: for pages alone. */
export function priceOf({ deposited, prepaid, forSale }: OzonePool): number {
  return Number(deposited + prepaid) / Number(forSale) / 1e9;
}

export function ofStos(amount: bigint): Wei {
  return wei(amount * 10n ** 18n);
}
