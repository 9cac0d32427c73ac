import { readFileSync } from "node:fs";
import fc from "fast-check";
import { expect, test } from "vitest";
import { FastEconomy } from "../fast/fast-economy.ts";
import { readScenario } from "../scenario/read-scenario.ts";
import { SimulationError } from "../simulation-error.ts";
import { openComparison } from "./comparison.ts";
import { doubleInvariants } from "./double-invariants.ts";
import { Violation } from "./invariants.ts";
import type { EngineName, RunResult } from "./run-result.ts";
import { runScenario } from "./run-scenario.ts";
import { openSeries } from "./series-recorder.ts";
import { twinEconomy } from "./twin-economy.ts";

/** Everything that moves: joins, leavers of both kinds, a bank run, bursts, washers, gas. */
const lively = `title = "Lively"
epochs = 300
[parameters]
profile = "tracking"
reward_lock = 20
deposit_lock = "10 hours"
cooling_off = "3 hours"
[genesis]
price = "0.02 STOS"
[[resource_nodes]]
count = 12
deposit = "500 STOS"
deposit_distribution = "uniform"
capacity_distribution = "exponential"
join_rate = 0.2
join_max = 30
leave_rate = "1%"
improper_share = "40%"
run_at = 200
run_share = "50%"
[[meta_nodes]]
count = 3
deposit = "400 STOS"
[[validators]]
count = 2
self = "900 STOS"
commission = "5%"
delegators = 2
delegation = "300 STOS"
[[demand]]
level = "90 STOS"
pattern = "bursty"
factor = 4
probability = "10%"
spread = "uniform"
consume = "70%"
[[washers]]
count = 2
deposit = "5 STOS"
spend = "7 STOS"
own_share = "50%"
[[gas]]
amount = "0.25 STOS"
[record]
every = 7
series = ["price", "issued", "washers.net"]
`;

function run(
  text: string,
  engine: EngineName,
  overrides: readonly string[] = [],
): Promise<RunResult> {
  return runScenario(readScenario(text, { file: "test.toml", overrides }), { engine });
}

test("the same file and seed give the same result in every bit, with both engines", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.nat(0xffff_ffff),
      fc.constantFrom("literal", "tracking"),
      fc.constantFrom<EngineName>("exact", "fast"),
      async (seed, profile, engine) => {
        const overrides = [`seed=${seed}`, `parameters.profile=${profile}`, "epochs=120"];
        const first = await run(lively, engine, overrides);
        expect(await run(lively, engine, overrides)).toEqual(first);
      },
    ),
    { numRuns: 12 },
  );
});

test("the engines come to the same within 1e-9, and every invariant holds in every epoch", async () => {
  const [exact, fast] = [await run(lively, "exact"), await run(lively, "fast")];
  expect(exact.invariants).toMatchObject({ epochs: 300, recounts: 1, worst: [] });
  expect(fast.eventCounts).toEqual(exact.eventCounts);
  expect(exact.eventCounts["improper-exit"]).toBeGreaterThan(0);
  expect(exact.eventCounts["leave"]).toBeGreaterThan(0);
  expect(fast.exactCheck?.samples.length).toBeGreaterThan(40);
  expect(fast.exactCheck?.largestDifference).toBeLessThan(1e-9);
  for (const [at, { name, value }] of exact.final.entries()) {
    const other = Number(fast.final[at]?.value);
    expect(Math.abs(other - Number(value)), name).toBeLessThanOrEqual(1e-9 * Number(value) + 1e6);
  }
});

test("the paper's five-node epoch, as a scenario, is the vector's to the wei", async () => {
  const file = new URL("../../../../vectors/economy/vectors.json", import.meta.url);
  const { vectors } = JSON.parse(readFileSync(file, "utf8"));
  const vector = vectors.find(({ id }: { id: string }) => id === "distribute-001");
  const { int } = vector.steps.find(({ at }: { at: number }) => at === 7);
  const { agents, final } = await run(fiveNodes, "exact");
  const earned = new Map(agents.map((agent) => [agent.name, agent.earned]));
  const of = (rows: Record<string, string>) =>
    Object.values(rows).reduce((sum, each) => sum + BigInt(each), 0n);
  const deposits = (ids: readonly string[]) =>
    of(Object.fromEntries(ids.map((id) => [id, int.deposit[id]])));
  expect(earned.get("resource_nodes")).toBe(of(int.resource) + deposits(["a", "b", "c", "d", "e"]));
  expect(earned.get("meta_nodes")).toBe(of(int.meta) + deposits(["m1", "m2"]));
  expect(earned.get("validators")).toBe(of(int.delegation));
  const figure = (name: string) => final.find((each) => each.name === name)?.value;
  expect(figure("consumed")).toBe(BigInt(int.Y));
  expect(figure("traffic_reward")).toBe(BigInt(int.R));
  expect(figure("paid_mining")).toBe(BigInt(int.paid_mining));
});

test.each(["250000 STOS", "500000 STOS"])(
  "where all or most of p is redeemed at once, beside a victim of %s, doubles' rounding is measured by what p was",
  async (victim) => {
    const overrides = [
      "sandwichers.0.payment=100000 STOS",
      `sandwichers.0.victim_payment=${victim}`,
      ...(victim === "500000 STOS" ? ["sandwichers.0.victim_tolerance=1%"] : []),
    ];
    const { exactCheck } = await run(sandwich, "fast", overrides);
    expect(exactCheck?.samples).toEqual([1]);
    expect(exactCheck?.largestDifference).toBeLessThan(1e-12);
  },
);

test("an aborted run stops with the signal's reason", async () => {
  const scenario = readScenario(lively, { file: "test.toml" });
  const signal = AbortSignal.abort(new Error("enough"));
  await expect(runScenario(scenario, { engine: "fast", signal })).rejects.toThrow("enough");
});

test("a broken invariant is a violation, by its name", () => {
  const { economy, invariants } = watched();
  invariants.beforeEpoch();
  economy.state.pool.prepaid += 1e18;
  expect(() => invariants.afterEpoch(economy.settleEpoch())).toThrow(Violation);
});

test("a fast engine that errs by a millionth is found by its twin", () => {
  const { economy } = watched();
  const explain = () => ({ state: {}, command: "npx stratos simulate test.toml" });
  const comparison = openComparison(explain);
  comparison.begin(1);
  const pair = twinEconomy(economy, comparison);
  economy.state.pool.prepaid *= 1 + 1e-6;
  expect(() => pair.settleEpoch()).toThrow(SimulationError);
});

test("a series holds a bounded number of rows, and says at which step", () => {
  let now = 0;
  const column = { name: "epoch", unit: "count" as const, read: () => now };
  const series = openSeries([column], { every: 3, epochSeconds: 600, rowsMax: 10 });
  for (now = 1; now <= 1_000; now += 1) if (now === series.nextEpoch()) series.record(now);
  now = 1_000;
  const { every, epochs, columns } = series.finish(1_000);
  expect(epochs.length).toBeLessThanOrEqual(11);
  expect(columns[0]?.values).toEqual(epochs);
  expect(epochs.slice(0, -1).every((epoch) => epoch % every === 0)).toBe(true);
  expect(epochs.at(-1)).toBe(1_000);
});

function watched() {
  const economy = new FastEconomy({
    profile: "tracking",
    epochSeconds: 600,
    rewardLockEpochs: 5,
    depositSeconds: 6_000,
    coolingOffSeconds: 600,
    forSale: 1e15,
    prepaid: 5e20,
    nodes: [
      { role: "resource", deposit: 1e21, capacity: 1 },
      { role: "meta", deposit: 1e21, capacity: 0 },
    ],
    validators: [{ commissionBp: 0, self: 1e21, delegators: [] }],
  });
  economy.consume(0, 0, 1e12);
  return { economy, invariants: doubleInvariants(economy.figures, "tracking") };
}

const fiveNodes = `title = "Five nodes"
epochs = 1
[parameters]
profile = "literal"
[genesis]
limit = "10000 oz"
[[resource_nodes]]
count = 5
deposit = "30 STOS"
capacity = [500, 300, 200, 80, 20]
[[meta_nodes]]
count = 2
deposit = "13.11 STOS"
[[validators]]
count = 1
self = "20 STOS"
commission = "1%"
delegators = 1
delegation = "80 STOS"
[[demand]]
level = "21.78 STOS"
`;

const sandwich = `title = "Sandwich"
epochs = 1
[parameters]
profile = "tracking"
[genesis]
price = "0.02 STOS"
deposited = "1000000 STOS"
[[resource_nodes]]
count = 1
deposit = "1 wei"
[[meta_nodes]]
count = 1
deposit = "1 wei"
[[validators]]
count = 1
self = "1000000 STOS"
[[sandwichers]]
deposit = "1 wei"
payment = "1 STOS"
victim_payment = "1 STOS"
`;
