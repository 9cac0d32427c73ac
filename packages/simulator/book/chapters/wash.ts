import { miningStages } from "@stos/economy";
import { ownFigure } from "../../src/scenarios/shipped-scenario.ts";
import type { Chapter, ChapterFigures, Point, ShippedScenarios } from "../chapter.ts";
import { netPerEpoch } from "../results.ts";
import { percent, plain, table } from "../text.ts";

const scenario = "wash-traffic";

/** Wash traffic: what it nets by stage, by honest traffic, by the number of washers, and by the share that lands on own nodes. */
export const wash: Chapter = async (shipped) => {
  const parts = [
    fixedFigures(),
    await byStage(shipped),
    await bestAnswers(shipped),
    await manyWashers(shipped),
    await byShare(shipped),
  ];
  return {
    figures: Object.assign({}, ...parts.map(({ figures }) => figures)),
    plots: Object.assign({}, ...parts.map(({ plots }) => plots)),
  };
};

type Wash = Readonly<{
  stage?: number;
  honest: number;
  spend: number | "best";
  share?: number;
  count?: number;
  epochs?: number;
}>;

async function netOf(shipped: ShippedScenarios, wanted: Wash): Promise<number> {
  return netPerEpoch(await runOf(shipped, wanted), "washers");
}

function runOf(
  { run }: ShippedScenarios,
  { stage = 1, honest, spend, share = 1, count = 1, epochs = 300 }: Wash,
) {
  return run(scenario, [
    `epochs=${epochs}`,
    `resource_nodes.0.count=${honestNodes}`,
    `genesis.stage=${stage}`,
    `demand.0.level=${plainStos(honest)}`,
    `washers.0.spend=${spend === "best" ? '"best"' : plainStos(spend)}`,
    `washers.0.own_share=${share}`,
    `washers.0.count=${count}`,
  ]);
}

/** So many that the washer's node is of the size of others, and isn't always the one that is carried over. */
const honestNodes = 20;

function plainStos(amount: number): string {
  return `${amount.toFixed(6)} STOS`;
}

/** T + W at which a wash breaks even: a · f · M / (1 − a · f − e). */
function borderOf(stage: number, e: number, share = 1): number {
  const { a, mining } = stageOf(stage);
  return (a * share * mining) / (1 - a * share - e);
}

/** √(a · M · T / (1 − a)) − T */
function bestOf(stage: number, honest: number): number {
  return Math.sqrt(borderOf(stage, 0) * honest) - honest;
}

function stageOf(stage: number): Readonly<{ a: number; mining: number }> {
  const row = miningStages[stage - 1];
  if (row === undefined) throw new RangeError(`there is no stage ${stage}`);
  return { a: Number(row.percent.resource) / 100, mining: Number(row.reward) / 1e18 };
}

function fixedFigures(): ChapterFigures {
  const { a, mining } = stageOf(1);
  return {
    figures: {
      "wash.border": plain(borderOf(1, 0)),
      "wash.day": plain(borderOf(1, 0) * 144),
      "wash.alone": plain(a * mining),
      "wash.lock": percent((0.1 * 14) / 365, 2),
      "wash.guard.6": plain(1 / 0.6 - 1, 2),
      "wash.guard.8": plain(1 / 0.8 - 1, 2),
    },
    plots: {},
  };
}

const stages = miningStages.map(({ stage }) => stage);

/** T and W each half of 99 % and of 101 % of the border. */
async function byStage(shipped: ShippedScenarios): Promise<ChapterFigures> {
  const rows: string[][] = [];
  for (const stage of stages) {
    const border = borderOf(stage, 0);
    const net = (factor: number) =>
      netOf(shipped, { stage, honest: (border * factor) / 2, spend: (border * factor) / 2 });
    const { a, mining } = stageOf(stage);
    rows.push([
      `${stage}`,
      plain(mining, 1),
      percent(a, 0),
      ...[0, 0.1, 0.2].map((e) => plain(borderOf(stage, e), 1)),
      plain(await net(0.99), 3),
      plain(await net(1.01), 3),
    ]);
  }
  const head = [
    "stage",
    "M",
    "a",
    "T + W at e = 0",
    "e = 0.1",
    "e = 0.2",
    "net 1 % below it",
    "1 % above",
  ];
  return { figures: { "wash.stages": table(head, rows) }, plots: {} };
}

async function bestAnswers(shipped: ShippedScenarios): Promise<ChapterFigures> {
  const lines = [];
  for (const stage of stages) {
    const points: Point[] = [];
    for (const part of [0.002, 0.01, 0.03, 0.07, 0.12, 0.2, 0.3, 0.45, 0.65, 0.85]) {
      const honest = part * borderOf(stage, 0);
      points.push([honest, await netOf(shipped, { stage, honest, spend: bestOf(stage, honest) })]);
    }
    lines.push({ name: `stage ${stage}`, points });
  }
  const rows: string[][] = [];
  for (const honest of [1, 10, 30, 60, 100]) {
    const spend = bestOf(1, honest);
    const net = await netOf(shipped, { honest, spend, epochs: 600 });
    rows.push([plain(honest), plain(spend, 1), plain(net, 2)]);
  }
  const head = ["honest traffic T (STOS an epoch)", "best W", "net"];
  return {
    figures: { "wash.best": table(head, rows) },
    plots: {
      "wash-stages": {
        title: "What the best wash nets in an epoch, by honest traffic",
        description:
          "Six falling lines, one for each stage: from 48 STOS at no honest traffic to nothing at 120 STOS in stage 1, and ever less in the later ones.",
        x: { label: "honest traffic T (STOS an epoch)", scale: "log" },
        y: { label: "net (STOS an epoch)" },
        lines,
      },
    },
  };
}

/** Nobody else uses the network; each washer answers best to the others. */
async function manyWashers(shipped: ShippedScenarios): Promise<ChapterFigures> {
  const rows: string[][] = [];
  for (const count of [2, 3, 5, 10]) {
    const best = await runOf(shipped, { honest: 0.001, spend: "best", count, epochs: 2_000 });
    const each = netPerEpoch(best, "washers") / count;
    const together = (ownFigure(best, "washers", "spend") / 1e18) * count;
    rows.push([plain(count), plain(together, 1), plain(each, 2), plain(each * count, 2)]);
  }
  const head = ["washers", "W of all together", "each nets", "all net"];
  return { figures: { "wash.many": table(head, rows) }, plots: {} };
}

const shares = [0.1, 0.2, 0.3, 0.5, 0.7, 0.85, 1];

async function byShare(shipped: ShippedScenarios): Promise<ChapterFigures> {
  const measured: Point[] = [];
  for (const share of shares) measured.push([share, await measuredBorder(shipped, share)]);
  const formula = Array.from({ length: 50 }, (_, at): Point => {
    const share = (at + 1) / 50;
    return [share, borderOf(1, 0, share)];
  });
  const rows = measured.map(([share, border]) => [
    plain(share, 2),
    plain(borderOf(1, 0, share), 1),
    plain(border, 1),
  ]);
  return {
    figures: {
      "wash.shares": table(["f", "breaks even at T + W (formula)", "in runs"], rows),
    },
    plots: {
      "wash-share": {
        title: "Up to how much traffic washing pays, by the share f on own nodes",
        description:
          "A line that rises ever faster: 5 STOS of traffic an epoch at a tenth, 34 at a half, 120 where all lands on own nodes. The runs' dots lie on it.",
        x: { label: "f" },
        y: { label: "breaks even at T + W (STOS an epoch)" },
        lines: [
          { name: "formula", points: formula },
          { name: "runs", points: measured, form: "dots" },
        ],
      },
    },
  };
}

/** By halving the interval in which the net changes its sign, T and W being equal. */
async function measuredBorder(shipped: ShippedScenarios, share: number): Promise<number> {
  let pays = 0;
  let loses = 2 * borderOf(1, 0, share);
  for (let step = 0; step < 9; step += 1) {
    const middle = (pays + loses) / 2;
    const net = await netOf(shipped, {
      honest: middle / 2,
      spend: middle / 2,
      share,
      epochs: 1_000,
    });
    if (net > 0) pays = middle;
    else loses = middle;
  }
  return (pays + loses) / 2;
}
