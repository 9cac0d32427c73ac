import { selectSettled } from "@stos/economy";
import { noz } from "@stos/units";
import type { Plot } from "../../src/output/plot-svg.ts";
import type { Chapter, Point } from "../chapter.ts";
import { plain, table } from "../text.ts";

/** How long the nodes below the 80 % border wait, where each has the same traffic in every epoch. */
export const waiting: Chapter = async () => {
  const measured = populations.map(({ name, traffic }) => ({ name, waits: waitsOf(traffic) }));
  const rows = measured.map(({ name, waits }) => {
    const last = waits.at(-1) ?? { mean: 0, most: 0, mining: 0 };
    const first = waits[0] ?? last;
    return [
      name,
      plain(first.mean, 2),
      plain(last.mean, 2),
      plain(last.most),
      plain(first.mining, 3),
      plain(last.mining, 3),
    ];
  });
  return {
    figures: {
      "waiting.table": table(
        [
          "nodes",
          "largest waits (mean)",
          "smallest waits (mean)",
          "(most)",
          "mining, largest",
          "mining, smallest",
        ],
        rows,
      ),
    },
    // Two nodes are no line to look at.
    plots: { waiting: waitingPlot(measured.filter(({ waits }) => waits.length > 2)) },
  };
};

/** `mining` is a node's share of all mining over its share of all traffic. */
type Wait = Readonly<{ mean: number; most: number; mining: number }>;

const populations: readonly Readonly<{ name: string; traffic: readonly bigint[] }>[] = [
  { name: "the paper's five", traffic: [500n, 300n, 200n, 80n, 20n] },
  { name: "one of 90 %, ten of 1 %", traffic: [900n, ...Array<bigint>(10).fill(10n)] },
  { name: "50, the k-th has 1/k", traffic: zipf(50) },
  { name: "100 equal ones", traffic: Array<bigint>(100).fill(10n) },
  { name: "one of 90 %, one of 10 %", traffic: [900n, 100n] },
];

function zipf(count: number): readonly bigint[] {
  return Array.from({ length: count }, (_, at) => 1_000_000_000n / BigInt(at + 1));
}

/** In epochs from one settlement to the next, after a first tenth that isn't counted. */
function waitsOf(traffic: readonly bigint[]): readonly Wait[] {
  const unsettled = traffic.map(() => 0n);
  const last = traffic.map(() => 0);
  const waits = traffic.map((): number[] => []);
  const mined = traffic.map(() => 0);
  for (let epoch = 1; epoch <= epochs; epoch += 1) {
    for (const [at, amount] of traffic.entries()) unsettled[at] = (unsettled[at] ?? 0n) + amount;
    const candidates = unsettled.map((amount, at) => ({ id: idOf(at), traffic: noz(amount) }));
    const { settled, consumed } = selectSettled(candidates);
    for (const { id, traffic: amount } of settled) {
      const at = Number(id);
      mined[at] = (mined[at] ?? 0) + Number(amount) / Number(consumed);
      unsettled[at] = 0n;
      if (epoch > epochs / 10) waits[at]?.push(epoch - (last[at] ?? 0));
      last[at] = epoch;
    }
  }
  const total = Number(traffic.reduce((sum, amount) => sum + amount, 0n));
  return waits.map((each, at) => ({
    mean: each.reduce((sum, wait) => sum + wait, 0) / each.length,
    most: Math.max(...each),
    mining: (((mined[at] ?? 0) / epochs) * total) / Number(traffic[at]),
  }));
}

const epochs = 1_000;

function idOf(at: number): string {
  return `${at}`.padStart(3, "0");
}

function waitingPlot(
  measured: readonly Readonly<{ name: string; waits: readonly Wait[] }>[],
): Plot {
  return {
    title: "Mean wait for settlement, from the largest node to the smallest",
    description:
      "One line for each population: the largest nodes settle in every epoch, the smallest wait for several.",
    x: { label: "rank, as a part of all nodes" },
    y: { label: "epochs" },
    lines: measured.map(({ name, waits }) => ({
      name,
      points: waits.map(({ mean }, at): Point => [at / (waits.length - 1), mean]),
    })),
  };
}
