import type { RunResult } from "../../src/index.ts";
import { agentOf } from "../../src/scenarios/shipped-scenario.ts";
import type { Chapter, Point, ShippedScenarios } from "../chapter.ts";
import { percent, plain, table } from "../text.ts";

/** With next to no R, so that what nodes earn is mining alone. */
const miningAlone = 'demand.0.level="1 STOS"';

/** Demand ten times as large in one epoch of ten; or the same in all, and noise in where it lands. */
const bursts = ["demand.0.factor=10", "demand.0.probability=0.1"];
const noise = ["demand.0.factor=1", 'demand.0.spread="exponential"'];

/** An owner of a tenth of all capacity, as one node or many. */
export const sybil: Chapter = async (shipped) => {
  const inBursts = await ownerShares(shipped, [...bursts, 'demand.0.spread="exponential"']);
  const inNoise = await ownerShares(shipped, noise);
  const rows = ownerNodes.map((count, at) => [
    plain(count),
    ...[inBursts, inNoise].flatMap((shares) => {
      const share = shares[at] ?? 0;
      return [percent(share, 2), percent(share / (shares[0] ?? 1) - 1)];
    }),
  ]);
  const head = [
    "nodes of the owner",
    "in bursts",
    "more than as one",
    "in noise",
    "more than as one",
  ];
  const line = (name: string, shares: readonly number[]) => ({
    name,
    points: ownerNodes.map((count, at): Point => [count, 100 * (shares[at] ?? 0)]),
  });
  const traffic = ownerNodes.map(() => 0.1);
  return {
    figures: { "sybil.table": table(head, rows) },
    plots: {
      sybil: {
        title: "What the owner of a tenth gets of mining, by how many nodes he runs",
        description:
          "Lines that rise with the number of nodes: from below the owner's tenth of the traffic, where his node is the largest, to it and above it.",
        x: { label: "nodes of the owner", scale: "log" },
        y: { label: "% of the mining of resource nodes" },
        lines: [
          line("in bursts", inBursts),
          line("in noise", inNoise),
          { ...line("his traffic", traffic), form: "dashed" },
        ],
      },
    },
  };
};

const ownerNodes = [1, 2, 3, 5, 10, 20, 40];
const seeds = 3;

async function ownerShares(
  { run }: ShippedScenarios,
  demand: readonly string[],
): Promise<readonly number[]> {
  const shares: number[] = [];
  for (const count of ownerNodes) {
    let sum = 0;
    for (let seed = 1; seed <= seeds; seed += 1) {
      const owner = [`seed=${seed}`, `resource_nodes.owner.count=${count}`];
      const result = await run("sybil-splitting", [miningAlone, ...demand, ...owner]);
      sum += shareOf(result, "owner", "others");
    }
    shares.push(sum / seeds);
  }
  return shares;
}

/** Ten nodes of 1 beside one of 1, 2, 5, …: mining over traffic of either. */
export const late: Chapter = async (shipped) => {
  const inBursts = await ratiosOf(shipped, [...bursts, 'demand.0.spread="even"']);
  const inNoise = await ratiosOf(shipped, noise);
  const rows = sizes.map((size, at) => [
    plain(size),
    percent(partOf(size), 0),
    ...[inBursts, inNoise].flatMap((ratios) => [
      plain(ratios[at]?.large ?? 0, 2),
      plain(ratios[at]?.small ?? 0, 2),
    ]),
  ]);
  const head = ["size", "of all traffic", "in bursts: large", "small", "in noise: large", "small"];
  const line = (name: string, ratios: readonly Ratio[], which: keyof Ratio) => ({
    name,
    points: sizes.map((size, at): Point => [100 * partOf(size), ratios[at]?.[which] ?? 0]),
  });
  return {
    figures: { "late.table": table(head, rows) },
    plots: {
      "late-settlers": {
        title: "Mining for a gigabyte: one large node beside ten small ones",
        description:
          "All lines start near one where all nodes are alike; the larger the large one, the more mining the small ones get for each gigabyte.",
        x: { label: "the large node's part of all traffic, %" },
        y: { label: "share of mining over share of traffic", from: 0 },
        lines: [
          line("small, in bursts", inBursts, "small"),
          line("large, in bursts", inBursts, "large"),
          line("small, in noise", inNoise, "small"),
          line("large, in noise", inNoise, "large"),
        ],
      },
    },
  };
};

const sizes = [1, 2, 5, 10, 20, 40, 90, 190];

type Ratio = Readonly<{ large: number; small: number }>;

async function ratiosOf(
  { run }: ShippedScenarios,
  demand: readonly string[],
): Promise<readonly Ratio[]> {
  const ratios: Ratio[] = [];
  for (const size of sizes) {
    const overrides = [miningAlone, ...demand, `resource_nodes.large.capacity=${size}`];
    const share = shareOf(await run("late-settlers", overrides), "large", "small");
    const part = partOf(size);
    ratios.push({ large: share / part, small: (1 - share) / (1 - part) });
  }
  return ratios;
}

function partOf(size: number): number {
  return size / (size + 10);
}

function shareOf(result: RunResult, one: string, others: string): number {
  const earned = Number(agentOf(result, one).earned);
  return earned / (earned + Number(agentOf(result, others).earned));
}
