import type { DepositProfile } from "@stos/economy";
import { ownFigure } from "../../src/scenarios/shipped-scenario.ts";
import type { Chapter, Point, ShippedScenarios } from "../chapter.ts";
import { plain, table } from "../text.ts";

const scenario = "deposit-and-leave";

/** Deposit-and-leave: STOS redeemed for each STOS paid, under both profiles. */
export const depositAndLeave: Chapter = async (shipped) => {
  const rows: string[][] = [];
  for (const part of [0.1, 0.25, 0.5, 0.75, 0.9]) {
    const ratio = async (market: Market) => plain(await ratioOf(shipped, part, market), 3);
    rows.push([plain(part, 2), await ratio(literal), await ratio(early), await ratio(late)]);
  }
  const lines = [];
  for (const [name, market] of [
    ["literal", literal],
    ["tracking, p near 0", early],
    ["tracking, p = s", late],
  ] as const) {
    const points: Point[] = [];
    for (const part of [0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9])
      points.push([part, part === 0 ? 1 : await ratioOf(shipped, part, market)]);
    lines.push({ name, points });
  }
  return {
    figures: {
      "leave.table": table(["Z/s", "literal", "tracking, p near 0", "tracking, p = s"], rows),
    },
    plots: {
      "deposit-and-leave": {
        title: "Deposit, prepay, leave, redeem: STOS back for each STOS paid",
        description:
          "Under literal a line that rises without bound towards Z = s; under tracking a flat line at 1 while little is prepaid, and a slowly rising one where p = s.",
        x: { label: "Z/s" },
        y: { label: "STOS redeemed for one", from: 0, to: 6 },
        lines,
      },
    },
  };
};

type Market = Readonly<{ profile: DepositProfile; prepaid: number }>;

const literal: Market = { profile: "literal", prepaid: 1_000_000 };
const early: Market = { profile: "tracking", prepaid: 100 };
const late: Market = { profile: "tracking", prepaid: 1_000_000 };

async function ratioOf(
  { run }: ShippedScenarios,
  part: number,
  { profile, prepaid }: Market,
): Promise<number> {
  const result = await run(scenario, [
    `parameters.profile=${profile}`,
    `genesis.prepaid=${prepaid} STOS`,
    `depositors.0.deposit=${Math.round(part * 1_000_000)} STOS`,
  ]);
  return ownFigure(result, "depositors", "redeemed_per_paid");
}
