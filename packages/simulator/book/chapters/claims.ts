import type { RunResult } from "../../src/index.ts";
import { columnOf, finalOf } from "../../src/scenarios/shipped-scenario.ts";
import type { Chapter, ChapterFigures, ShippedScenarios } from "../chapter.ts";
import { overDays } from "../results.ts";
import { ozone, percent, plain, stos, table } from "../text.ts";

/** The paper's claims, each put to a run. */
export const claims: Chapter = async (shipped) => {
  const parts = [
    await morePrepay(shipped),
    await moreNodes(shipped),
    await growth(shipped),
    await unconsumed(shipped),
  ];
  return {
    figures: Object.assign({}, ...parts.map(({ figures }) => figures)),
    plots: Object.assign({}, ...parts.map(({ plots }) => plots)),
  };
};

async function morePrepay({ run }: ShippedScenarios): Promise<ChapterFigures> {
  const kinds = [
    ["all is used at once", 1],
    ["1 % of what is held is used in an epoch", 0.01],
    ["nothing is used", 0],
  ] as const;
  const rows: string[][] = [];
  const lines = [];
  for (const [name, consume] of kinds) {
    const result = await run("claim-demand", [`demand.0.consume=${consume}`]);
    const price = pricesOf(result);
    const unused = finalOf(result, "outstanding");
    rows.push([name, plain(price[0] ?? 0, 4), plain(price.at(-1) ?? 0, 4), ozone(unused)]);
    lines.push({ name, points: overDays(result, price) });
  }
  const head = ["while demand doubles four times", "price at first", "at the end", "Ozone unused"];
  return {
    figures: { "claims.prepay": table(head, rows) },
    plots: {
      "claim-prepay": {
        title: "Demand doubles every 30 days",
        description:
          "Where all Ozone is used at once the price stays flat; where a part is kept it rises a little with demand; where nothing is used it multiplies.",
        x: { label: "days" },
        y: { label: "STOS for one Ozone", scale: "log" },
        lines,
      },
    },
  };
}

async function moreNodes({ run }: ShippedScenarios): Promise<ChapterFigures> {
  const kinds = [
    ["literal", ["parameters.profile=literal"]],
    ["tracking", ["parameters.profile=tracking"]],
    ["tracking, p = s", ["parameters.profile=tracking", "genesis.prepaid=1060000 STOS"]],
  ] as const;
  const rows: string[][] = [];
  const lines = [];
  for (const [name, overrides] of kinds) {
    const result = await run("claim-supply", overrides);
    const price = pricesOf(result);
    const limit = columnOf(result, "for_sale");
    const first = price[0] ?? 1;
    rows.push([
      name,
      plain(
        finalOf(result, "active_resource_nodes") -
          (columnOf(result, "active_resource_nodes")[0] ?? 0),
      ),
      `× ${plain((limit.at(-1) ?? 0) / (limit[0] ?? 1), 2)}`,
      `× ${plain((price.at(-1) ?? 0) / first, 2)}`,
    ]);
    lines.push({
      name,
      points: overDays(
        result,
        price.map((each) => each / first),
      ),
    });
  }
  return {
    figures: {
      "claims.nodes": table(["profile", "nodes that joined", "the limit", "the price"], rows),
    },
    plots: {
      "claim-nodes": {
        title: "The price while nodes join, as a part of the first",
        description:
          "Under literal the price falls by half and more; under tracking it stays, and falls a little where as much is prepaid as deposited.",
        x: { label: "days" },
        y: { label: "price / price at first", from: 0 },
        lines,
      },
    },
  };
}

async function growth({ run }: ShippedScenarios): Promise<ChapterFigures> {
  const rows: string[][] = [];
  const lines = [];
  for (const profile of ["literal", "tracking"] as const) {
    const result = await run("healthy-growth", [`parameters.profile=${profile}`]);
    const price = pricesOf(result);
    const shortfall = columnOf(result, "shortfall");
    const prepaid = columnOf(result, "prepaid");
    const missing = shortfall.map((each, row) => each / (each + (prepaid[row] ?? 0) || 1));
    const most = Math.max(...missing);
    rows.push([
      profile,
      plain(finalOf(result, "active_resource_nodes")),
      plain(price[0] ?? 0, 4),
      plain(price.at(-1) ?? 0, 6),
      most < dust ? "nothing" : percent(most),
    ]);
    lines.push({ name: profile, points: overDays(result, price) });
  }
  const head = ["profile", "nodes after a year", "price at first", "at the end", "missing at most"];
  return {
    figures: { "claims.growth": table(head, rows) },
    plots: {
      "claim-growth": {
        title: "A year in which demand grows tenfold and nodes sevenfold",
        description:
          "Under tracking the price stays near 0.02 STOS; under literal it falls by orders of magnitude as joins compound.",
        x: { label: "days" },
        y: { label: "STOS for one Ozone", scale: "log" },
        lines,
      },
    },
  };
}

/** Below a millionth of what is owed it is rounding. */
const dust = 1e-6;

async function unconsumed({ run }: ShippedScenarios): Promise<ChapterFigures> {
  const result = await run("unconsumed-ozone");
  const price = pricesOf(result);
  const prepaid = columnOf(result, "prepaid");
  const formula = prepaid.map((each) => 0.02 * (1 + each / 1e24) ** 2);
  const days = result.series.seconds.map((seconds) => seconds / 86_400);
  const rows = [1, 10, 20, 30].map((day) => {
    const row = days.findIndex((each) => each >= day);
    return [
      plain(day),
      stos(prepaid[row] ?? 0),
      plain(price[row] ?? 0, 6),
      plain(formula[row] ?? 0, 6),
    ];
  });
  const everyDay = (values: readonly number[]) =>
    overDays(result, values).filter((_, at): boolean => at % 10 === 0);
  return {
    figures: {
      "claims.unconsumed": table(
        ["day", "p (STOS)", "price in the run", "0.02 · (1 + p/s)²"],
        rows,
      ),
    },
    plots: {
      "claim-unconsumed": {
        title: "100 STOS of Ozone are bought in every epoch, and kept",
        description: "A curve that rises ever faster, to twice the first price after a month.",
        x: { label: "days" },
        y: { label: "STOS for one Ozone", from: 0 },
        lines: [
          { name: "run", points: overDays(result, price) },
          { name: "0.02 · (1 + p/s)²", points: everyDay(formula), form: "dots" },
        ],
      },
    },
  };
}

/** STOS for an Ozone. */
function pricesOf(result: RunResult): readonly number[] {
  return columnOf(result, "price").map((price) => price / 1e9);
}
