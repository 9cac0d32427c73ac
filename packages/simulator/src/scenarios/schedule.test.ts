import { expect, test } from "vitest";
import { agentOf, columnOf, exactFinalOf, finalOf, runShipped, stos } from "./shipped-scenario.ts";

/** Section 2 of the paper: each stage's reward an epoch, what is issued by its end in STOS, and its years. */
const paperStages = [
  { reward: 80, cap: 16_819_200, years: 4 },
  { reward: 40, cap: 25_228_800, years: 4 },
  { reward: 20, cap: 29_433_600, years: 4 },
  { reward: 10, cap: 31_536_000, years: 4 },
  { reward: 5, cap: 32_587_200, years: 4 },
  { reward: 2.5, cap: 39_000_000, years: 48.8 },
];
const epochsAYear = 365 * 24 * 6;

test("the whole schedule has the paper's six stages, to the epoch, and ends after 68.8 years at 39,000,000 STOS", async () => {
  const run = await runShipped("full-schedule");
  let before = 0;
  let epoch = 0;
  const expected = paperStages.map(({ reward, cap }, index) => {
    const firstEpoch = epoch + 1;
    epoch += (cap - before) / reward;
    before = cap;
    return { stage: index + 1, firstEpoch, lastEpoch: epoch };
  });
  expect(run.stages).toMatchObject(expected);
  for (const [index, { issued, firstEpoch, lastEpoch }] of run.stages.entries()) {
    const { cap = 0, years = 0 } = paperStages[index] ?? {};
    expect(Number(issued) / stos / cap).toBeCloseTo(1, 9);
    expect((lastEpoch - firstEpoch + 1) / epochsAYear).toBeCloseTo(years, 1);
  }
  expect(run.epochs / epochsAYear).toBeCloseTo(68.8, 1);
  expect(run.exactCheck?.largestDifference).toBeLessThan(1e-9);
});

test.each([2, 3, 4, 5, 6])(
  "the exact engine halves at the beginning of stage %i, with not a wei over the cap",
  async (stage) => {
    const { cap = 0, reward = 0 } = paperStages[stage - 2] ?? {};
    const beginning = BigInt(cap - 3 * reward) * 10n ** 18n;
    const run = await runShipped("full-schedule", {
      engine: "exact",
      set: ["epochs=5", `genesis.issued=${beginning} wei`],
    });
    const next = paperStages[stage - 1]?.reward ?? 0;
    expect(run.stages).toMatchObject([
      { stage: stage - 1, lastEpoch: 3, issued: BigInt(cap) * 10n ** 18n },
      { stage, firstEpoch: 4, lastEpoch: 5 },
    ]);
    const issued = BigInt(cap) * 10n ** 18n + BigInt(2 * next * 1e18);
    expect(exactFinalOf(run, "issued")).toBe(issued);
  },
);

test("the exact engine ends the schedule with the Mining Pool empty but for dust that came back", async () => {
  const run = await runShipped("full-schedule", {
    engine: "exact",
    set: ["epochs=10", `genesis.issued=${39_000_000n * 10n ** 18n - 25n * 10n ** 17n} wei`],
  });
  expect(run.stages[0]).toMatchObject({ stage: 6, firstEpoch: 1 });
  expect(Number(exactFinalOf(run, "mining_pool"))).toBeLessThan(1_000);
});

test("the paper's five nodes: three of them settle 1,000 oz and get 30, 18 and 12 STOS", async () => {
  const run = await runShipped("five-nodes", { engine: "exact" });
  expect(finalOf(run, "settled_nodes")).toBe(3);
  expect(exactFinalOf(run, "consumed")).toBe(1_000n * 10n ** 9n);
  expect(exactFinalOf(run, "carried")).toBe(100n * 10n ** 9n);
  expect(finalOf(run, "traffic_reward") / stos).toBeCloseTo(20, 8);
  expect(finalOf(run, "paid_resource") / stos).toBeCloseTo(60, 8);

  // Each node's own part, to the wei, by the formula of section 3 over what the run says it settled.
  const big = (name: string) => BigInt(exactFinalOf(run, name));
  const [p, l] = [big("prepaid") + big("paid_traffic"), big("for_sale") - big("consumed")];
  const reward = ((big("deposited") + p) * big("consumed")) / (l + big("consumed"));
  expect(big("traffic_reward")).toBe(reward);
  // Deposits are equal and d and e settle nothing, so that all they earn is the share by deposit.
  const earned = (name: string) => BigInt(agentOf(run, name).earned);
  expect(earned("d")).toBe(earned("e"));
  for (const [name, part] of [
    ["a", 500n],
    ["b", 300n],
    ["c", 200n],
  ] as const) {
    const share = (of: bigint) => (((of * 6n) / 10n) * part) / 1_000n;
    const served = earned(name) - earned("e");
    expect(served).toBe(share(reward) + share(80n * 10n ** 18n));
    expect(Number(served) / stos).toBeCloseTo(Number(part) * 0.06, 8);
  }
});

test("an idle network: resource nodes' part stays unissued, the others' 40 % is paid, the price stands still", async () => {
  const run = await runShipped("idle-network", { engine: "exact" });
  expect(exactFinalOf(run, "issued")).toBe(BigInt(run.epochs) * 32n * 10n ** 18n);
  expect(finalOf(run, "paid_resource")).toBe(0);
  expect(new Set(columnOf(run, "price")).size).toBe(1);
  expect(Number(agentOf(run, "meta_nodes").earned)).toBeGreaterThan(0);
});
