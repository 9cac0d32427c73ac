import { type MiningStage, miningStages } from "@stos/economy";
import { type AggregateSchedule, runAggregateSchedule } from "../../src/index.ts";
import type { Plot } from "../../src/output/plot-svg.ts";
import type { Chapter, Point } from "../chapter.ts";
import { plain, stos, table, whole } from "../text.ts";

const epochsOfYear = 365 * 144;
const scheduleEpochs = 3_616_320;

/** The six stages: what each issues, and when it ends. */
export const emission: Chapter = async () => {
  const busy = scheduleOf(100);
  const idle = scheduleOf(0);
  return {
    figures: {
      "emission.stages": stagesTable(),
      "emission.epochs": plain(scheduleEpochs),
      "emission.run": runTable(busy),
      "emission.years": plain(scheduleEpochs / epochsOfYear, 1),
      "emission.idle": stos(idle.issued.at(-1) ?? 0),
      "emission.idle.stage": `${idle.stage.at(-1)}`,
    },
    plots: { emission: emissionPlot(busy, idle) },
  };
};

function stagesTable(): string {
  let epochs = 0n;
  let before = 0n;
  const rows = miningStages.map((row) => {
    const length = (row.cap - before) / row.reward;
    const [from, to] = [epochs, epochs + length];
    const issued = row.cap - before;
    epochs = to;
    before = row.cap;
    return [
      `${row.stage}`,
      plain(Number(row.reward) / 1e18, 1),
      whole(length),
      `${yearOf(from)}–${yearOf(to)}`,
      stos(issued),
      stos(row.cap),
      percentText(row),
    ];
  });
  const head = [
    "stage",
    "M (STOS)",
    "epochs",
    "years",
    "issues (STOS)",
    "in all (STOS)",
    "resource / meta / stake",
  ];
  return table(head, rows);
}

/** Where the run's stages ended. Rows are 48 epochs apart, and 210,240 is a multiple of it. */
function runTable({ epoch, stage, issued }: AggregateSchedule): string {
  const rows: string[][] = [];
  for (const [row, at] of epoch.entries()) {
    if (stage[row] === stage[row + 1]) continue;
    const last = plain(at);
    rows.push([plain(stage[row] ?? 0), last, plain(at / epochsOfYear, 2), stos(issued[row] ?? 0)]);
  }
  return table(["stage", "last epoch", "ends in year", "issued (STOS)"], rows);
}

function yearOf(epochs: bigint): string {
  return plain(Number(epochs) / epochsOfYear, 1).replace(/\.0$/, "");
}

function percentText({ percent: { resource, meta, stake } }: MiningStage): string {
  return `${resource} / ${meta} / ${stake}`;
}

/** 68.8 years with so many STOS of traffic bought and used in every epoch. */
function scheduleOf(payment: number): AggregateSchedule {
  return runAggregateSchedule({
    forSale: 5e16,
    deposited: 1e24,
    payment: () => payment * 1e18,
    consumedPart: 1,
    rewardLockEpochs: 2_016,
    epochs: scheduleEpochs,
    every: 48,
  });
}

function emissionPlot(busy: AggregateSchedule, idle: AggregateSchedule): Plot {
  return {
    title: "Mining rewards issued over 68.8 years",
    description:
      "A line that rises fast for 20 years and slowly to 39 million; an idle network's rises less than half as fast at first.",
    x: { label: "years" },
    y: { label: "million STOS issued" },
    lines: [
      { name: "traffic in every epoch", points: issuedPoints(busy) },
      { name: "nobody ever uses the network", points: issuedPoints(idle) },
    ],
  };
}

function issuedPoints({ epoch, issued }: AggregateSchedule): readonly Point[] {
  const points = Array.from(
    epoch,
    (at, row): Point => [at / epochsOfYear, (issued[row] ?? 0) / 1e24],
  );
  return [[0, 0], ...points.filter((_, row) => (row + 1) % 365 === 0 || row === points.length - 1)];
}
