import { expect, test } from "vitest";
import type { AgentAccount } from "../run/run-result.ts";
import { runScenario } from "../run/run-scenario.ts";
import { readScenario } from "../scenario/read-scenario.ts";

/** The figures are those of an independent model; formulas stand with each. */

const stos = 1e18;

/** s = 1,000,000 STOS, almost all of it from nowhere, so that no agent has a part of the stake share. */
const market = `title = "Attack"
epochs = 200
[parameters]
profile = "tracking"
[genesis]
price = "0.02 STOS"
deposited = "1000000 STOS"
prepaid = "5000 STOS"
[[resource_nodes]]
count = 1
deposit = "1 wei"
[[meta_nodes]]
count = 1
deposit = "1 wei"
[[validators]]
count = 1
self = "1000000 STOS"
`;

async function agentOf(text: string, name: string, overrides: readonly string[] = []) {
  const scenario = readScenario(`${market}${text}`, { file: "attack.toml", overrides });
  const { agents, epochs } = await runScenario(scenario, { engine: "exact" });
  const agent = agents.find((each) => each.name === name) ?? expect.fail(`no agent ${name}`);
  return { agent, net: Number(agent.net) / stos, perEpoch: Number(agent.net) / stos / epochs };
}

const washing = (honest: number, spend: string, rest = "") => `
[[demand]]
level = "${honest} STOS"
[[washers]]
name = "mallory"
deposit = "1 wei"
spend = "${spend}"
${rest}
`;

test.each([
  [10, 24.3],
  [60, 4.1],
])("against %d STOS of honest traffic the best wash nets %d STOS an epoch", async (honest, net) => {
  const { perEpoch } = await agentOf(washing(honest, "best"), "mallory", ["epochs=600"]);
  expect(perEpoch).toBeGreaterThan(net * 0.98);
  expect(perEpoch).toBeLessThan(net * 1.02);
});

test.each([
  [1, 120],
  [2, 65.3],
  [3, 35.6],
  [4, 19.4],
  [5, 10.6],
  [6, 5.8],
])(
  "in stage %d a wash breaks even at T + W = %d STOS: W · (a·(1 + M/(T + W)) − 1)",
  async (stage, border) => {
    const half = (factor: number) =>
      agentOf(washing((border * factor) / 2, `${(border * factor) / 2} STOS`), "mallory", [
        "epochs=50",
        `genesis.stage=${stage}`,
      ]);
    expect((await half(0.99)).net).toBeGreaterThan(0);
    expect((await half(1.01)).net).toBeLessThan(0);
  },
);

test("with a tenth of its traffic on its own node a wash breaks even at 5.1 STOS", async () => {
  // Over twenty others: beside a single large one its node would settle late, with less of the mining.
  const tenth = (spend: number) =>
    agentOf(washing(0, `${spend} STOS`, 'own_share = "10%"'), "mallory", [
      "epochs=400",
      "resource_nodes.0.count=20",
    ]);
  expect((await tenth(4.8)).net).toBeGreaterThan(0);
  expect((await tenth(5.4)).net).toBeLessThan(0);
});

test.each([
  [2, 12],
  [3, 5.33],
])("%d washers against each other net %d STOS each in an epoch", async (count, net) => {
  const text = washing(0, "best", `count = ${count}`);
  const { perEpoch } = await agentOf(text, "mallory", ["epochs=1500"]);
  expect(perEpoch / count).toBeGreaterThan(net * 0.97);
  expect(perEpoch / count).toBeLessThan(net * 1.03);
});

const sandwich = (victim: number, rest = "") => `
[[sandwichers]]
name = "mallory"
deposit = "1 wei"
payment = "100000 STOS"
victim_payment = "${victim} STOS"
${rest}
`;

test("a sandwich of half of s + p redeems 21,905 STOS more than it paid, and costs the victim 14.8 %", async () => {
  const { agent } = await agentOf(sandwich(500_000), "mallory", [
    "epochs=1",
    "genesis.prepaid=0 STOS",
  ]);
  const gain = figureOf(agent, "redeemed") * 0.6 - Number(agent.spent);
  expect(gain / stos).toBeCloseTo(21_905, 0);
  expect(figureOf(agent, "victim_loss")).toBeCloseTo(0.148, 3);
});

test("a sandwich of a hundredth of s + p is a loss, and min_noz refuses the large one", async () => {
  const { net } = await agentOf(sandwich(10_000), "mallory", ["epochs=1"]);
  expect(net).toBeLessThan(0);
  const guarded = await agentOf(sandwich(500_000, 'victim_tolerance = "1%"'), "mallory", [
    "epochs=1",
  ]);
  expect(figureOf(guarded.agent, "victim_bought")).toBe(0);
  expect(guarded.net).toBeLessThan(0);
});

/** For small payments: under tracking (s + p)(s + Z) / (s(s + Z + p)), which is one only while p is small beside s. */
test.each([
  ["literal", 0.1, 1_000_000, 1 / 0.9],
  ["literal", 0.5, 1_000_000, 1 / 0.5],
  ["tracking", 0.1, 1_000_000, (2 * 1.1) / 2.1],
  ["tracking", 0.5, 1_000_000, (2 * 1.5) / 2.5],
  ["tracking", 0.5, 100, 1],
])(
  "under %s one who deposits %d of s where p is %d STOS, prepays and leaves, redeems %d STOS for one",
  async (profile, part, prepaid, ratio) => {
    const text = `
[[depositors]]
name = "mallory"
deposit = "${part * 1_000_000} STOS"
payment = "100 STOS"
stay = 30
`;
    const { agent } = await agentOf(text, "mallory", [
      "epochs=40",
      `parameters.profile=${profile}`,
      `genesis.prepaid=${prepaid} STOS`,
    ]);
    expect(figureOf(agent, "redeemed_per_paid")).toBeCloseTo(ratio, 3);
  },
);

test("a pump before settlement loses (1 − c) of what it prepays", async () => {
  const text = `
[[demand]]
level = "1000 STOS"
[[pumpers]]
name = "mallory"
deposit = "1 wei"
payment = "100 STOS"
`;
  const pumped = await agentOf(text, "mallory");
  const idle = await agentOf(text, "mallory", ["pumpers.mallory.payment=0 STOS"]);
  expect(pumped.net - idle.net).toBeLessThan(0);
});

test("k abandoned draws land 1 − (1 − f)^(k + 1) of the traffic on one's own node", async () => {
  const text = `
[[rerollers]]
name = "mallory"
deposit = "1 wei"
capacity = 0.25
spend = "10 STOS"
objects = 20
rerolls = 3
`;
  const { agent } = await agentOf(text, "mallory", ["epochs=100"]);
  const expected = 1 - (1 - 0.2) ** 4;
  expect(Math.abs(figureOf(agent, "landed_share") - expected)).toBeLessThan(0.04);
});

function figureOf({ figures }: AgentAccount, name: string): number {
  return Number(figures.find((each) => each.name === name)?.value);
}
