import { columnOf, ownFigure } from "../../src/scenarios/shipped-scenario.ts";
import type { Chapter, Point, ShippedScenarios } from "../chapter.ts";
import { netPerEpoch } from "../results.ts";
import { percent, plain, table } from "../text.ts";

/** A pump before settlement, against the same node without it. */
export const pump: Chapter = async ({ run }) => {
  const series = ['record.series=["traffic_reward"]', "record.every=1"];
  const pumped = await run("pump", series);
  const idle = await run("pump", [...series, "pumpers.0.payment=0 STOS"]);
  const rewards = columnOf(idle, "traffic_reward");
  return {
    figures: {
      "pump.reward": plain((rewards.at(-1) ?? 0) / 1e18),
      "pump.net": plain(netPerEpoch(pumped, "pumpers") - netPerEpoch(idle, "pumpers"), 1),
    },
    plots: {},
  };
};

/** Abandoned draws: how much of the traffic lands on one's own node. */
export const reroll: Chapter = async (shipped) => {
  const formula: Point[] = [];
  const measured: Point[] = [];
  for (const again of [0, 1, 2, 3, 5, 8, 12, 16]) {
    formula.push([again, 1 - (1 - ownPart) ** (again + 1)]);
    measured.push([again, await landedShare(shipped, again)]);
  }
  const rows = measured.map(([again, share], at) => [
    plain(again),
    percent(formula[at]?.[1] ?? 0),
    percent(share),
  ]);
  return {
    figures: { "reroll.table": table(["draws abandoned at most", "formula", "in runs"], rows) },
    plots: {
      reroll: {
        title: "Traffic that lands on one's own node of a fifth of the weight",
        description:
          "A line that rises from a fifth at no abandoned draw to nearly all at sixteen. The runs' dots lie on it.",
        x: { label: "draws abandoned at most, k" },
        y: { label: "share of own traffic", from: 0, to: 1 },
        lines: [
          { name: "1 − (1 − f)^(k + 1)", points: formula },
          { name: "runs", points: measured, form: "dots" },
        ],
      },
    },
  };
};

/** Of all weight. */
const ownPart = 0.2;

async function landedShare({ run }: ShippedScenarios, rerolls: number): Promise<number> {
  const result = await run("rerolled-draws", [`rerollers.0.rerolls=${rerolls}`]);
  return ownFigure(result, "rerollers", "landed_share");
}
