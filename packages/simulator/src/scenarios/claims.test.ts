import { describe, expect, test } from "vitest";
import { columnOf, exactFinalOf, finalOf, runShipped, stos } from "./shipped-scenario.ts";

describe("claim 1, the price rises with demand", () => {
  test("holds in every row while most of what is bought is kept", async () => {
    const price = columnOf(await runShipped("claim-demand"), "price");
    expect(price.every((each, at) => at === 0 || each > (price[at - 1] ?? 0))).toBe(true);
    expect((price.at(-1) ?? 0) / (price[0] ?? 0)).toBeGreaterThan(1.03);
  });

  test("doesn't where all is consumed at once: 16 times the demand moves the price by a thousandth", async () => {
    const run = await runShipped("claim-demand", { set: ["demand.0.consume=1"] });
    const price = columnOf(run, "price");
    expect(Math.abs((price.at(-1) ?? 0) / (price[0] ?? 1) - 1)).toBeLessThan(0.001);
  });
});

describe("claim 2, more nodes raise the limit and lower the price", () => {
  test("holds under literal: l is multiplied by 1 + Z/s with each node", async () => {
    const run = await runShipped("claim-supply", { set: ["parameters.profile=literal"] });
    const joined = finalOf(run, "active_resource_nodes") - 50;
    const total = (finalOf(run, "for_sale") + finalOf(run, "outstanding")) / 1e9;
    expect(joined).toBeGreaterThan(20);
    const factor = (1 + 20_000 / 1_060_000) ** joined;
    expect(total / 53_000_000 / factor).toBeCloseTo(1, 4);
    expect(finalOf(run, "price")).toBeLessThan(0.5 * 0.02 * 1e9);
  });

  test("holds for the limit alone under tracking: s rises with it, and the price stays", async () => {
    const run = await runShipped("claim-supply", { set: ["parameters.profile=tracking"] });
    const joined = finalOf(run, "active_resource_nodes") - 50;
    const total = (finalOf(run, "for_sale") + finalOf(run, "outstanding")) / 1e9;
    expect(total / 53_000_000).toBeCloseTo(1 + (joined * 20_000) / 1_060_000, 3);
    expect(finalOf(run, "price") / (0.02 * 1e9)).toBeCloseTo(1, 3);
  });
});

test("claims 3 and 4: every noz sold and every wei paid in is somewhere, to the unit", async () => {
  const run = await runShipped("claim-measure", { engine: "exact", set: ["epochs=1000"] });
  const big = (name: string) => BigInt(exactFinalOf(run, name));
  expect(big("balances") + big("traffic")).toBe(big("outstanding"));
  const places = [
    "prepaid",
    "mining_pool",
    "deposits",
    "locked",
    "vested",
    "released",
    "community",
  ];
  const held = places.reduce((sum, place) => sum + big(place), 0n);
  expect(held).toBe(big("inflow") + 39_000_000n * 10n ** 18n);
});

describe('"a stable and healthy growth"', () => {
  const grown = (profile: string) =>
    runShipped("healthy-growth", { set: [`parameters.profile=${profile}`] });

  test("holds under tracking: ten times the demand, seven times the nodes, price and pool stay sound", async () => {
    const run = await grown("tracking");
    const price = columnOf(run, "price");
    expect(finalOf(run, "active_resource_nodes")).toBeGreaterThan(300);
    expect(Math.max(...price) / Math.min(...price)).toBeLessThan(1.01);
    expect(Math.max(...columnOf(run, "shortfall")) / finalOf(run, "prepaid")).toBeLessThan(1e-6);
  });

  test("is refuted for the letter: joins compound, and the price falls below a hundredth", async () => {
    const price = columnOf(await grown("literal"), "price");
    expect((price.at(-1) ?? 0) / (price[0] ?? 1)).toBeLessThan(0.01);
  });
});

test("the price rises in every epoch while Ozone is bought and not consumed, as (1 + paid/s)²", async () => {
  const run = await runShipped("unconsumed-ozone");
  const price = columnOf(run, "price");
  expect(price).toHaveLength(run.epochs);
  expect(price.every((each, at) => at === 0 || each > (price[at - 1] ?? 0))).toBe(true);
  const prepaid = columnOf(run, "prepaid");
  for (const [at, each] of price.entries()) {
    const formula = 0.02 * 1e9 * (1 + (prepaid[at] ?? 0) / (1_000_000 * stos)) ** 2;
    expect(each / formula).toBeCloseTo(1, 9);
  }
});

describe("a run of leavers", () => {
  const factorOf = async (profile: string, name: string) => {
    const run = await runShipped("bank-run", { set: [`parameters.profile=${profile}`] });
    const values = columnOf(run, name);
    const at = run.series.epochs.findIndex((epoch) => epoch > 2_880);
    return { run, factor: (values[at] ?? 0) / (values[at - 1] ?? 1) };
  };

  test("under literal shrinks l by (1 − Z/s)^80 and leaves Ozone that the pool can't pay", async () => {
    const { run, factor } = await factorOf("literal", "for_sale");
    expect(factor / (1 - 10_000 / 1_030_000) ** 80).toBeCloseTo(1, 3);
    expect(finalOf(run, "shortfall") / finalOf(run, "prepaid")).toBeGreaterThan(0.5);
    expect(run.eventCounts.insolvency).toBeGreaterThan(0);
  });

  test("under tracking shrinks s as much as l: the price holds, and the pool pays all", async () => {
    const { run, factor } = await factorOf("tracking", "deposited");
    expect(factor).toBeCloseTo(1 - 800_000 / 1_030_000, 6);
    expect(finalOf(run, "price") / (0.02 * 1e9)).toBeLessThan(1.1);
    expect(finalOf(run, "shortfall") / finalOf(run, "prepaid")).toBeLessThan(1e-6);
  });
});

describe("over 30 random histories of nodes that come and go", () => {
  const shortfallsUnder = async (profile: string) => {
    const shortfalls: number[] = [];
    for (let seed = 1; seed <= 30; seed += 1) {
      const set = [`parameters.profile=${profile}`, "epochs=30 days"];
      const run = await runShipped("insolvency", { set, seed });
      shortfalls.push(finalOf(run, "shortfall") / finalOf(run, "prepaid"));
    }
    return shortfalls;
  };

  test("most end insolvent under literal, by more than a hundredth of p", async () => {
    const shortfalls = await shortfallsUnder("literal");
    expect(shortfalls.filter((each) => each > 0.01).length).toBeGreaterThan(15);
  });

  test("none does under tracking, but for a millionth of rounding", async () => {
    expect(Math.max(...(await shortfallsUnder("tracking")))).toBeLessThan(1e-6);
  });
});
