import type { DepositProfile } from "@stos/economy";
import type { RunResult } from "../../src/index.ts";
import { columnOf, finalOf } from "../../src/scenarios/shipped-scenario.ts";
import type { Chapter, ChapterFigures, ShippedScenarios } from "../chapter.ts";
import { overDays } from "../results.ts";
import { percent, plain, stos, table } from "../text.ts";

const profiles: readonly DepositProfile[] = ["literal", "tracking"];
const seeds = 16;

/** What all Ozone sold is worth against what the pool holds: in random histories, and in a bank run. */
export const solvency: Chapter = async (shipped) => {
  const histories = await randomHistories(shipped);
  const run = await bankRun(shipped);
  return {
    figures: { ...histories.figures, ...run.figures },
    plots: { ...histories.plots, ...run.plots },
  };
};

async function randomHistories({ run }: ShippedScenarios): Promise<ChapterFigures> {
  const runs = new Map<DepositProfile, RunResult[]>();
  for (const profile of profiles) {
    const all: RunResult[] = [];
    for (let seed = 1; seed <= seeds; seed += 1)
      all.push(await run("insolvency", [`seed=${seed}`, `parameters.profile=${profile}`]));
    runs.set(profile, all);
  }
  const rows = profiles.map((profile) => {
    const missing = (runs.get(profile) ?? []).map(missingPart);
    return [
      profile,
      plain(missing.length),
      plain(missing.filter((part) => part > dust).length),
      percent(
        missing.reduce((most, part) => Math.max(most, part), 0),
        1,
      ),
    ];
  });
  const some = [
    ...(runs.get("literal") ?? [])
      .slice(0, 4)
      .map((result, at) => lineOf(`literal, seed ${at + 1}`, result)),
    ...(runs.get("tracking") ?? []).slice(0, 1).map((result) => lineOf("tracking", result)),
  ];
  return {
    figures: {
      "solvency.table": table(["profile", "histories", "end with a shortfall", "largest"], rows),
    },
    plots: {
      solvency: {
        title: "What is missing while nodes come and go at random",
        description:
          "Four jagged lines of literal histories, some of which rise to a large part of what is owed, and one of tracking that stays at nothing.",
        x: { label: "days" },
        y: { label: "missing, % of what all Ozone is worth" },
        lines: some,
      },
    },
  };
}

/** Below a millionth of what is owed it is rounding. */
const dust = 1e-6;

function missingPart(result: RunResult): number {
  const shortfall = finalOf(result, "shortfall");
  return shortfall === 0 ? 0 : shortfall / (shortfall + finalOf(result, "prepaid"));
}

function lineOf(name: string, result: RunResult) {
  const prepaid = columnOf(result, "prepaid");
  const missing = columnOf(result, "shortfall").map((shortfall, row) =>
    shortfall === 0 ? 0 : (100 * shortfall) / (shortfall + (prepaid[row] ?? 0)),
  );
  return { name, points: overDays(result, missing) };
}

async function bankRun({ run }: ShippedScenarios): Promise<ChapterFigures> {
  const rows: string[][] = [];
  const lines = [];
  for (const profile of profiles) {
    const result = await run("bank-run", [`parameters.profile=${profile}`]);
    const prices = columnOf(result, "price");
    const days = result.series.seconds.map((seconds) => seconds / 86_400);
    const at = (day: number) =>
      Math.max(
        0,
        days.findIndex((each) => each >= day),
      );
    const prepaid = finalOf(result, "prepaid");
    rows.push([
      profile,
      plain((prices[at(19.9)] ?? 0) / 1e9, 4),
      plain((prices[at(20.1)] ?? 0) / 1e9, 4),
      stos(prepaid),
      stos(prepaid + finalOf(result, "shortfall")),
      percent(missingPart(result)),
    ]);
    lines.push(lineOf(profile, result));
  }
  const head = [
    "profile",
    "price before",
    "price after",
    "p at the end",
    "Ozone is worth",
    "missing",
  ];
  return {
    figures: { "run.table": table(head, rows) },
    plots: {
      "bank-run": {
        title: "Eight nodes of ten leave on day 20",
        description:
          "Under literal half of what all Ozone is worth is missing from that day on; under tracking nothing is.",
        x: { label: "days" },
        y: { label: "missing, % of what all Ozone is worth" },
        lines,
        marks: [{ at: 20, axis: "x", text: "the run" }],
      },
    },
  };
}
