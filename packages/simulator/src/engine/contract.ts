import { EconomyError } from "@stos/economy";
import type { SimulatedEconomy } from "./simulated-economy.ts";
import type { SimulatedGenesis } from "./simulated-genesis.ts";

/**
 * What every engine must do, as histories: each starts an economy, plays on it, and answers figures. `expected` are those
 * that the paper or plain arithmetic gives; of all the others the exact engine is the reference.
 */
export type ContractHistory = Readonly<{
  name: string;
  genesis: SimulatedGenesis;
  play: (economy: SimulatedEconomy) => Recorded;
  expected: Recorded;
}>;

/** Figures by name: amounts and counts, or the code of a refusal. */
export type Recorded = Readonly<Record<string, number | string>>;

const stos = 1e18;
const ozone = 1e9;
const epochSeconds = 600;

/** s = 150 + 26.22 STOS over 10,000 oz: the paper's five nodes of section 3, whose epoch pays 20 and 80 STOS. */
const fiveNodes: SimulatedGenesis = {
  profile: "literal",
  epochSeconds,
  rewardLockEpochs: 3,
  depositSeconds: 10 * epochSeconds,
  coolingOffSeconds: 4 * epochSeconds,
  forSale: 10_000 * ozone,
  nodes: [
    ...[500, 300, 200, 80, 20].map((capacity) => ({
      role: "resource" as const,
      deposit: 30 * stos,
      capacity,
    })),
    { role: "meta", deposit: 13.11 * stos, capacity: 0 },
    { role: "meta", deposit: 13.11 * stos, capacity: 0 },
  ],
  validators: [{ commissionBp: 100, self: 20 * stos, delegators: [80 * stos] }],
};

const meta = 5;

export const contractHistories: readonly ContractHistory[] = [
  {
    name: "the paper's five nodes settle 1000 of 1100 oz for 30, 18 and 12 STOS",
    genesis: fiveNodes,
    play(economy) {
      const account = economy.openAccount();
      const bought = economy.prepay(account, 21.78 * stos);
      economy.consumeSpread(account, bought, { draw: "even", seed: 0, epoch: 0 });
      const { paid, ...settled } = economy.settleEpoch();
      const given = [0, 1, 2, 3, 4, meta].map((node) => economy.nodeFigures(node).reward.given);
      const [a = 0, b = 0, c = 0, d = 0, e = 0, m = 0] = given;
      return { ...settled, ...paid, bought, a: a - e, b: b - e, c: c - e, d: d - e, m };
    },
    expected: {
      bought: 1_100 * ozone,
      consumed: 1_000 * ozone,
      trafficReward: 20 * stos,
      miningReward: 80 * stos,
      settledNodes: 3,
      carriedNodes: 2,
      carried: 100 * ozone,
      resource: 60 * stos,
      meta: 20 * stos,
      a: 30 * stos,
      b: 18 * stos,
      c: 12 * stos,
      d: 0,
    },
  },
  {
    name: "an idle epoch pays metas and stake alone, and issues no more",
    genesis: fiveNodes,
    play(economy) {
      const { paid, paidMining, miningReward } = economy.settleEpoch();
      return { ...paid, paidMining, miningReward, issued: economy.figures.issued };
    },
    expected: {
      miningReward: 80 * stos,
      resource: 0,
      meta: 16 * stos,
      paidMining: 32 * stos,
      issued: 32 * stos,
    },
  },
  {
    name: "buying and settling at once gives back what was paid, and the pool is as before",
    genesis: fiveNodes,
    play(economy) {
      const { deposited, forSale } = economy.figures;
      const account = economy.openAccount();
      economy.consume(account, 0, economy.prepay(account, 100 * stos));
      const { trafficReward } = economy.settleEpoch();
      const { prepaid, price } = economy.figures;
      const isRest = prepaid >= 0 && prepaid < price ? 1 : 0;
      return { trafficReward, deposited, forSale: economy.figures.forSale - forSale, isRest };
    },
    // What is left in p is less than a noz costs.
    expected: { trafficReward: 100 * stos, forSale: 0, isRest: 1 },
  },
  {
    name: "under literal a join of Z raises l by l·Z/s, and s stays",
    genesis: fiveNodes,
    play(economy) {
      const node = economy.activate("resource", 88.11 * stos, 1);
      const { forSale, deposited, deposits, activeResourceNodes } = economy.figures;
      economy.unregister(node);
      return {
        node,
        forSale,
        deposited,
        deposits,
        activeResourceNodes,
        after: economy.figures.forSale,
      };
    },
    expected: {
      node: 7,
      forSale: 15_000 * ozone,
      deposited: 176.22 * stos,
      activeResourceNodes: 6,
      after: 7_500 * ozone,
    },
  },
  {
    name: "under tracking a join and its leave come to nothing, and the price stays",
    genesis: { ...fiveNodes, profile: "tracking" },
    play(economy) {
      const { price } = economy.figures;
      const node = economy.activate("resource", 88.11 * stos, 1);
      const joined = economy.figures.price / price;
      economy.unregister(node);
      const { forSale, deposited } = economy.figures;
      return { joined, forSale, deposited };
    },
    expected: { joined: 1, forSale: 10_000 * ozone, deposited: 176.22 * stos },
  },
  {
    name: "an early exit returns what is locked, a proper one keeps it",
    genesis: fiveNodes,
    play(economy) {
      const account = economy.openAccount();
      economy.prepay(account, 50 * stos);
      economy.consume(account, 0, 500 * ozone);
      economy.consume(account, 1, 500 * ozone);
      economy.settleEpoch();
      const early = economy.shutdown(0);
      economy.unregister(1);
      economy.consume(account, 2, 7 * ozone);
      for (let epoch = 0; epoch < 4; epoch += 1) economy.settleEpoch();
      const proper = economy.shutdown(1);
      return {
        early: early.isProper ? 1 : 0,
        earlyTraffic: early.cancelledTraffic,
        earlyMining: early.cancelledMining,
        returned: economy.figures.returned,
        first: economy.nodeFigures(0).reward.given,
        proper: proper.isProper ? 1 : 0,
        cancelled: proper.cancelledMining,
        second: economy.nodeFigures(1).reward.given,
      };
    },
    expected: { early: 0, proper: 1, cancelled: 0, first: 0 },
  },
  {
    name: "rewards are free after their lock, and a deposit comes back at its time",
    genesis: fiveNodes,
    play(economy) {
      economy.settleEpoch();
      const locked = economy.figures.locked;
      economy.unregister(0);
      economy.settleEpoch();
      economy.settleEpoch();
      const before = economy.figures.vested;
      economy.settleEpoch();
      const { vested } = economy.figures;
      for (let epoch = 4; epoch < 13; epoch += 1) economy.settleEpoch();
      const kept = economy.nodeFigures(0).remaining;
      economy.settleEpoch();
      const { released, deposits } = economy.figures;
      return { locked, before, vested, kept, released, deposits };
    },
    expected: {
      locked: 32 * stos,
      before: 0,
      vested: 32 * stos,
      kept: 30 * stos,
      released: 30 * stos,
      deposits: 146.22 * stos,
    },
  },
  {
    name: "gas goes to validators and delegators, by stake and commission, and is never locked",
    genesis: fiveNodes,
    play(economy) {
      economy.addGas(100 * stos);
      const validator = economy.stakerFigures(0);
      const delegator = economy.stakerFigures(1);
      return { validator: validator.given, delegator: delegator.given, locked: validator.locked };
    },
    expected: { validator: 20.8 * stos, delegator: 79.2 * stos, locked: 0 },
  },
  {
    name: "at equal traffic the lower handle settles first",
    genesis: fiveNodes,
    play(economy) {
      const account = economy.openAccount();
      economy.prepay(account, 50 * stos);
      for (const node of [4, 3, 2, 1, 0]) economy.consume(account, node, 10 * ozone);
      const { settledNodes } = economy.settleEpoch();
      const traffic = [0, 1, 2, 3, 4].map((node) => economy.nodeFigures(node).traffic);
      return { settledNodes, third: traffic[3] ?? 0, last: traffic[4] ?? 0 };
    },
    expected: { settledNodes: 4, third: 0, last: 10 * ozone },
  },
  {
    name: "a stage ends exactly at its cap",
    genesis: { ...fiveNodes, issued: (16_819_200 - 100) * stos },
    play(economy) {
      const account = economy.openAccount();
      economy.prepay(account, 50 * stos);
      const mined = [0, 1, 2].map(() => {
        economy.consume(account, 0, ozone);
        return economy.settleEpoch().miningReward;
      });
      const [first = 0, second = 0, third = 0] = mined;
      return { first, second, third, stage: economy.figures.stage };
    },
    expected: { first: 80 * stos, second: 20 * stos, third: 40 * stos, stage: 2 },
  },
  {
    name: "what a rule refuses is refused with its code, and changes nothing",
    genesis: fiveNodes,
    play(economy) {
      const account = economy.openAccount();
      economy.prepay(account, 10 * stos);
      const before = { ...economy.figures };
      const refusals = {
        zero: refusalOf(() => economy.prepay(account, 0)),
        tooLittle: refusalOf(() => economy.prepay(account, stos, 1_000 * ozone)),
        tooMuch: refusalOf(() => economy.consume(account, 0, 1_000 * ozone)),
        tooMuchSpread: refusalOf(() =>
          economy.consumeSpread(account, 1_000 * ozone, { draw: "even", seed: 1, epoch: 1 }),
        ),
        stranger: refusalOf(() => economy.consume(account, 99, 1)),
        meta: refusalOf(() => economy.unregister(meta)),
        gone: refusalOf(() => economy.shutdown(99)),
      };
      const changed = Object.entries(before).filter(
        ([name, value]) => economy.figures[name as keyof typeof before] !== value,
      );
      return { ...refusals, changed: changed.length };
    },
    expected: {
      zero: "amount-is-zero",
      tooLittle: "ozone-below-minimum",
      tooMuch: "ozone-balance-exceeded",
      tooMuchSpread: "ozone-balance-exceeded",
      stranger: "node-unknown",
      meta: "meta-node-cannot-unregister",
      gone: "node-unknown",
      changed: 0,
    },
  },
  {
    name: "what genesis sold before is held by account 0",
    genesis: { ...fiveNodes, prepaid: 176.22 * stos },
    play(economy) {
      const { outstanding, prepaid, price } = economy.figures;
      return { held: economy.balanceOf(0), outstanding, prepaid, price };
    },
    expected: { held: 10_000 * ozone, outstanding: 10_000 * ozone },
  },
];

function refusalOf(act: () => unknown): string {
  try {
    act();
    return "taken";
  } catch (error) {
    if (error instanceof EconomyError) return error.failure.code;
    throw error;
  }
}
