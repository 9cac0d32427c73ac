import { describe, expect, test } from "vitest";
import { agentOf, finalOf, ownFigure, runShipped, stos } from "./shipped-scenario.ts";

/** Resource nodes' part a, and mining an epoch M, by stage: the paper's table. */
const stages = [
  { stage: 1, a: 0.6, mining: 80 },
  { stage: 2, a: 0.62, mining: 40 },
  { stage: 3, a: 0.64, mining: 20 },
  { stage: 4, a: 0.66, mining: 10 },
  { stage: 5, a: 0.68, mining: 5 },
  { stage: 6, a: 0.7, mining: 2.5 },
] as const;

describe("wash traffic", () => {
  const netOf = async (set: readonly string[], epochs = 100) => {
    const run = await runShipped("wash-traffic", { set: [`epochs=${epochs}`, ...set] });
    return Number(agentOf(run, "washers").net) / stos / epochs;
  };
  const amount = (value: number) => `${value.toFixed(6)} STOS`;
  const against = (honest: number, spend: number) => [
    `demand.0.level=${amount(honest)}`,
    `washers.0.spend=${amount(spend)}`,
  ];

  test.each(stages)(
    "in stage $stage it pays below T + W = a·M/(1 − a), and no more above",
    async ({ stage, a, mining }) => {
      const border = (a * mining) / (1 - a);
      const net = (factor: number) =>
        netOf([`genesis.stage=${stage}`, ...against((border * factor) / 2, (border * factor) / 2)]);
      expect(await net(0.99)).toBeGreaterThan(0);
      expect(await net(1.01)).toBeLessThan(0);
    },
  );

  test.each([
    [10, 20],
    [60, 25],
    [200, 60],
  ])("against %d STOS, %d STOS net W·(a·(1 + M/(T + W)) − 1)", async (honest, spend) => {
    const net = await netOf(against(honest, spend));
    const formula = spend * (0.6 * (1 + 80 / (honest + spend)) - 1);
    expect(net / formula).toBeGreaterThan(0.99);
    expect(net / formula).toBeLessThan(1.01);
  });

  test.each([10, 30, 60])(
    "the best answer to %d STOS nets more than any other spend",
    async (honest) => {
      const best = Math.sqrt((0.6 * 80 * honest) / 0.4) - honest;
      const nets = await Promise.all(
        [0.5, 0.8, 1, 1.25, 2].map((factor) => netOf(against(honest, best * factor))),
      );
      expect(Math.max(...nets)).toBe(nets[2]);
    },
  );

  test.each([1, 0.5, 0.25, 0.1])(
    "with the part %d of its traffic on its own node, the rest over 20 others, the border is a·f·M/(1 − a·f)",
    async (share) => {
      const border = (0.6 * share * 80) / (1 - 0.6 * share);
      const set = [`washers.0.own_share=${share}`, "resource_nodes.0.count=20"];
      // What falls on the other nodes isn't settled for the washer, so there is no honest traffic beside.
      const net = (factor: number) => netOf([...set, ...against(0.000001, border * factor)], 400);
      expect(await net(0.95)).toBeGreaterThan(0);
      expect(await net(1.05)).toBeLessThan(0);
    },
  );

  test.each([
    [0.000001, 4],
    [60, 20],
  ])(
    "beside one large node that takes the rest and %d STOS, a tenth of %d STOS settles late, with less of M than f",
    async (honest, spend) => {
      // Its part of all traffic, and in how many epochs it reaches the 80 % border.
      const part = (0.1 * spend) / (honest + spend);
      let waited = 1;
      while (1 - part >= 0.8 * (1 - part + part * waited)) waited += 1;
      const mining = (0.6 * 80 * part) / (1 - part + part * waited);
      const net = await netOf(["washers.0.own_share=0.1", ...against(honest, spend)], 1_000);
      expect(net - (spend * (0.06 - 1) + mining)).toBeCloseTo(0, 2);
    },
  );

  test.each([2, 3])("%i equal washers burn the subsidy into each other's shares", async (count) => {
    const set = [`washers.0.count=${count}`, "demand.0.level=0.000001 STOS"];
    const net = (await netOf(set, 1_500)) / count;
    // Each nets a·M/n² where all answer best.
    const formula = (0.6 * 80) / count ** 2;
    expect(net / formula).toBeGreaterThan(0.97);
    expect(net / formula).toBeLessThan(1.03);
  });
});

test.each([0, 1, 3, 7])(
  "with %i abandoned draws, 1 − (1 − f)^(k + 1) of the objects land on one's own node",
  async (rerolls) => {
    const run = await runShipped("rerolled-draws", { set: [`rerollers.0.rerolls=${rerolls}`] });
    const expected = 1 - 0.8 ** (rerolls + 1);
    // 8,000 objects: four standard deviations.
    const tolerance = 4 * Math.sqrt((expected * (1 - expected)) / 8_000);
    expect(Math.abs(ownFigure(run, "rerollers", "landed_share") - expected)).toBeLessThan(
      tolerance,
    );
  },
);

describe("a sandwich", () => {
  const gainOf = async (stage: number, c: number, victim: number) => {
    const set = [`genesis.stage=${stage}`, `sandwichers.0.victim_payment=${victim} STOS`];
    const run = await runShipped("sandwich", { set });
    return (c * ownFigure(run, "sandwichers", "redeemed")) / stos - 1_000;
  };

  test.each(stages)("in stage $stage pays from V/(s + p) = √(1/c) − 1 on", async ({ stage, a }) => {
    const border = (Math.sqrt(1 / a) - 1) * 1_000_000;
    expect(await gainOf(stage, a, Math.round(border * 0.98))).toBeLessThan(0);
    expect(await gainOf(stage, a, Math.round(border * 1.02))).toBeGreaterThan(0);
  });

  test("costs the victim 1 − s(s + V)/((s + X)(s + X + V)) of its Ozone, and nothing at all with min_noz", async () => {
    const large = "sandwichers.0.payment=100000 STOS";
    const run = await runShipped("sandwich", { set: [large] });
    const [s, x, v] = [1_000_000, 100_000, 500_000];
    const fair = v / (s + v);
    const got = (s / (s + x)) * (v / (s + x + v));
    expect(ownFigure(run, "sandwichers", "victim_loss")).toBeCloseTo(1 - got / fair, 6);

    const guarded = await runShipped("sandwich", {
      set: [large, "sandwichers.0.victim_tolerance=1%"],
    });
    expect(ownFigure(guarded, "sandwichers", "victim_bought")).toBe(0);
    expect(guarded.eventCounts.refusal).toBe(1);
    expect(Number(agentOf(guarded, "sandwichers").net)).toBeLessThan(0);
  });
});

describe("a pump before settlement", () => {
  const [a, s, x] = [0.6, 1_000_000, 100];
  const epochs = 300;
  const netOfPump = async (honest: number, capacity: number) => {
    const net = async (payment: number) => {
      const set = [
        `demand.0.level=${honest} STOS`,
        `resource_nodes.0.capacity=${capacity}`,
        `pumpers.0.payment=${payment} STOS`,
        "genesis.price=2 STOS",
      ];
      return Number(agentOf(await runShipped("pump", { set }), "pumpers").net) / stos;
    };
    return (await net(x)) - (await net(0));
  };

  // R is the part r = T/(s + T) of the pool: the linear estimate (1 − c)(s + p)/(2·a·f) would say that it pays from a third on.
  test.each([1_000, 100_000, 500_000, 1_000_000])(
    "loses (1 − a)·X even where all traffic of %d STOS an epoch is the pumper's: p pays out what was paid in, and no more",
    async (honest) => {
      // The last X isn't redeemed any more, and the first lifts an R that no X is in.
      const formula = a * x * (epochs - 1) - x * epochs;
      expect((await netOfPump(honest, 1e-6)) / formula).toBeCloseTo(1, 2);
    },
  );

  test.each([1_000, 100_000, 500_000, 1_000_000])(
    "loses more where half of %d STOS is his: X·(1 − a·(f + (1 − f)(1 − r))), less the mining of a wash",
    async (honest) => {
      const [f, r] = [0.5, honest / (s + honest)];
      const part = (x * (1 - r)) / honest;
      const mining = a * 80 * ((f + part) / (1 + part) - f);
      const back = x * a * (f + (1 - f) * (1 - r)) + mining;
      const formula = back * (epochs - 1) - x * epochs;
      expect((await netOfPump(honest, 1)) / formula).toBeCloseTo(1, 2);
    },
  );
});

describe("deposit, prepay, leave and redeem", () => {
  test.each([0.1, 0.25, 0.5])(
    "under literal redeems 1/(1 − Z/s) for each STOS, Z/s = %d",
    async (part) => {
      expect(await redeemed("literal", part)).toBeCloseTo(1 / (1 - part), 3);
    },
  );

  test.each([
    [0.1, 1_000_000],
    [0.5, 1_000_000],
    [0.5, 10_000],
    [0.5, 0],
  ])(
    "under tracking redeems (s + p)(s + Z)/(s(s + Z + p)), Z/s = %d, p = %d STOS: one while p is small",
    async (part, p) => {
      const [s, z] = [1_000_000, part * 1_000_000];
      const formula = ((s + p) * (s + z)) / (s * (s + z + p));
      expect(await redeemed("tracking", part, p)).toBeCloseTo(formula, 3);
    },
  );

  async function redeemed(profile: string, part: number, prepaid = 1_000_000): Promise<number> {
    const run = await runShipped("deposit-and-leave", {
      set: [
        `parameters.profile=${profile}`,
        `genesis.prepaid=${prepaid} STOS`,
        `depositors.0.deposit=${part * 1_000_000} STOS`,
      ],
    });
    return ownFigure(run, "depositors", "redeemed_per_paid");
  }
});

describe("the 80 % rule", () => {
  /** The part of what two groups earn that one gets, where mining is almost all of it, and where traffic is. */
  const sharesOf = async (
    name: string,
    groups: Readonly<{ one: string; other: string }>,
    set: readonly string[],
  ) => {
    const share = async (level: number) => {
      let [one, other] = [0, 0];
      for (const seed of [1, 2, 3]) {
        const all = [...set, `demand.0.level=${level} STOS`];
        const run = await runShipped(name, { set: all, seed });
        one += Number(agentOf(run, groups.one).earned);
        other += Number(agentOf(run, groups.other).earned);
      }
      return one / (one + other);
    };
    return { mining: await share(0.01), traffic: await share(1_000) };
  };

  test("gives late settlers more mining for each gigabyte where traffic comes in bursts, and none where it is steady", async () => {
    const groups = { one: "small", other: "large" };
    const bursty = await sharesOf("late-settlers", groups, []);
    expect(bursty.mining / bursty.traffic).toBeGreaterThan(1.2);
    expect(bursty.mining / bursty.traffic).toBeLessThan(1.6);
    const steady = await sharesOf("late-settlers", groups, ["demand.0.factor=1"]);
    expect(Math.abs(steady.mining / steady.traffic - 1)).toBeLessThan(0.005);
  });

  test("takes mining from a lone small node under steady traffic: a tenth of it gets a twelfth", async () => {
    const groups = { one: "small", other: "large" };
    const set = ["demand.0.factor=1", "resource_nodes.small.count=1"];
    const { mining } = await sharesOf("late-settlers", groups, [
      ...set,
      "resource_nodes.small.capacity=10",
    ]);
    // 0.9 / (0.9 + 0.1·k) is below 80 % from k = 3 on: every third epoch it gets 0.3/1.2 of M.
    expect(mining).toBeCloseTo(0.3 / 1.2 / 3, 3);
  });

  test("rewards splitting one owner's capacity by some percent of mining under bursts, and not at all when it is steady", async () => {
    const groups = { one: "owner", other: "others" };
    const worth = async (nodes: number, set: readonly string[] = []) => {
      const all = [`resource_nodes.owner.count=${nodes}`, ...set];
      const { mining, traffic } = await sharesOf("sybil-splitting", groups, all);
      return mining / traffic;
    };
    const gain = (await worth(20)) / (await worth(1));
    expect(gain).toBeGreaterThan(1.03);
    expect(gain).toBeLessThan(1.2);
    const steady = ["demand.0.factor=1"];
    const none = (await worth(20, steady)) / (await worth(1, steady));
    expect(Math.abs(none - 1)).toBeLessThan(0.005);
  });
});

test("what the fast engine can't count is refused with what to do, not as a bug", async () => {
  const set = ["demand.0.level=100000 STOS", "demand.0.factor=1000", "epochs=200"];
  await expect(runShipped("late-settlers", { set })).rejects.toMatchObject({
    failure: { code: "too-large" },
  });
  const small = await runShipped("late-settlers", { set: ["epochs=1"] });
  expect(finalOf(small, "consumed")).toBeGreaterThan(0);
});
