import { purchaseOzone, quotePurchase } from "@stos/economy";
import type { RunResult } from "../../src/index.ts";
import type { Plot } from "../../src/output/plot-svg.ts";
import { ownFigure } from "../../src/scenarios/shipped-scenario.ts";
import type { Chapter, Point, ShippedScenarios } from "../chapter.ts";
import { percent, plain, table } from "../text.ts";
import { exampleMarket, ofStos } from "./curve.ts";

const scenario = "sandwich";
const parts = [0.6, 0.7, 0.8] as const;

/** Sandwiching a PREPAY: what it brings by the victim's payment, and what `min_noz` makes of it. */
export const sandwich: Chapter = async (shipped) => {
  const guarded = await runOf(shipped, [large, 500_000], ['sandwichers.0.victim_tolerance="1%"']);
  return {
    figures: {
      "sandwich.table": await largeTable(shipped),
      "sandwich.nuisance": nuisanceTable(),
      "sandwich.guarded": plain(redeemedOf(guarded) * 0.6 - large),
    },
    plots: { sandwich: await smallPlot(shipped) },
  };
};

/** X in STOS: a tenth and a thousandth of the pool. */
const large = 100_000;
const small = 1_000;

function runOf(
  { run }: ShippedScenarios,
  [payment, victim]: readonly [number, number],
  overrides: readonly string[] = [],
) {
  return run(scenario, [
    "epochs=1",
    `sandwichers.0.payment=${payment} STOS`,
    `sandwichers.0.victim_payment=${victim} STOS`,
    ...overrides,
  ]);
}

/** R of the attacker's Ozone, in STOS. */
function redeemedOf(result: RunResult): number {
  return ownFigure(result, "sandwichers", "redeemed") / 1e18;
}

async function largeTable(shipped: ShippedScenarios): Promise<string> {
  const rows: string[][] = [];
  for (const victim of [1, 10, 20, 30, 40, 50].map((part) => part * 10_000)) {
    const result = await runOf(shipped, [large, victim]);
    rows.push([
      percent(victim / 1e6, 0),
      percent(ownFigure(result, "sandwichers", "victim_loss")),
      ...parts.map((part) => plain(redeemedOf(result) * part - large)),
    ]);
  }
  const nets = parts.map((part) => `net at c = ${part}`);
  return table(["V of s + p", "Ozone the victim loses", ...nets], rows);
}

async function smallPlot(shipped: ShippedScenarios): Promise<Plot> {
  const lines = parts.map((part) => ({ name: `c = ${part}`, points: [] as Point[] }));
  for (const percents of [1, 5, 10, 15, 20, 25, 30, 35, 40, 50, 60]) {
    const redeemed = redeemedOf(await runOf(shipped, [small, percents * 10_000]));
    for (const [at, part] of parts.entries())
      lines[at]?.points.push([percents, (redeemed * part) / small - 1]);
  }
  const borders = parts.map((part) => 100 * (Math.sqrt(1 / part) - 1));
  return {
    title: "What a sandwich with X = 0.1 % of the pool brings",
    description:
      "Three rising lines that cross zero where the formula says: at a victim of 29.1 % of the pool where 60 % come back to the attacker, of 19.5 and 11.8 % where 70 and 80 % do.",
    x: { label: "the victim's payment, % of s + p" },
    y: { label: "net, STOS for each of X" },
    lines,
    marks: [
      { at: 0, axis: "y", text: "breaks even" },
      ...borders.map((at) => ({ at, axis: "x" as const, text: `${at.toFixed(1)} %` })),
    ],
  };
}

/** A purchase of X before a small one: how much less the small one buys. */
function nuisanceTable(): string {
  const payment = ofStos(100n);
  const before = purchaseOzone(exampleMarket, payment).bought;
  const rows = [10_000n, 50_000n, 100_000n].map((first) => {
    const { pool } = quotePurchase(exampleMarket, ofStos(first));
    const { bought } = purchaseOzone(pool, payment);
    return [percent(Number(first) / 1e6, 0), percent(1 - Number(bought) / Number(before), 2)];
  });
  return table(["X of s + p, before him", "Ozone the small buyer loses"], rows);
}
