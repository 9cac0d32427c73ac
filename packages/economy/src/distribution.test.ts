import { min, noz, sum, wei } from "@stos/units";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { nozAmount, ozonePool, product, weiAmount } from "./arbitraries.ts";
import {
  distributeEpoch,
  type EpochInput,
  miningPoolAtGenesis,
  rewardTotal,
  validatorStake,
} from "./index.ts";

const stos = 10n ** 18n;

test("the paper's example: 20 + 80 STOS, of which the three nodes get 30, 18 and 12, and the meta node 20", () => {
  const settled = Object.entries({ a: 500n, b: 300n, c: 200n }).map(([id, oz]) => ({
    id,
    traffic: noz(oz),
  }));
  const { payouts, trafficReward, miningReward } = distributeEpoch({
    pool: { deposited: wei(980n * stos), prepaid: wei(20n * stos), forSale: noz(49_000n) },
    mining: { issued: wei(0n), pool: miningPoolAtGenesis },
    settled,
    metas: ["m"],
    stakes: { validators: [], deposits: [] },
  });
  expect(trafficReward + miningReward).toBe(100n * stos);
  expect(payouts.map(({ id, traffic, mining }) => [id, (traffic + mining) / stos])).toEqual([
    ["a", 30n],
    ["b", 18n],
    ["c", 12n],
    ["m", 20n],
  ]);
});

const ids = (prefix: string) =>
  fc.uniqueArray(
    fc.integer({ min: 0, max: 12 }).map((at) => `${prefix}${at}`),
    { maxLength: 4 },
  );
const held = (prefix: string) =>
  ids(prefix).chain((names) =>
    fc.tuple(...names.map((id) => fc.record({ id: fc.constant(id), amount: weiAmount }))),
  );
const validators = fc.uniqueArray(
  fc.record({
    id: fc.constantFrom("v1", "v2", "v10"),
    commissionBp: fc.bigInt({ min: 0n, max: 10_000n }),
    self: weiAmount,
    delegators: held("d"),
  }),
  { selector: ({ id }) => id },
);
const input: fc.Arbitrary<EpochInput> = fc.record({
  pool: ozonePool,
  mining: weiAmount.map((issued) => {
    const gross = min(issued, miningPoolAtGenesis);
    return { issued: gross, pool: wei(miningPoolAtGenesis - gross) };
  }),
  settled: ids("n").chain((names) =>
    fc.tuple(...names.map((id) => fc.record({ id: fc.constant(id), traffic: nozAmount }))),
  ),
  metas: ids("m"),
  stakes: fc.record({ validators, deposits: held("n") }),
});

describe("an epoch, whoever takes part", () => {
  test("pays at most R and M, all of it to somebody, and (s + p) · l never falls", () => {
    fc.assert(
      fc.property(input, (epoch) => {
        const paid = distributeEpoch(epoch);
        expect(paid.paidTraffic <= paid.trafficReward).toBe(true);
        expect(paid.paidMining <= paid.miningReward).toBe(true);
        expect(sum(paid.payouts.map(({ traffic }) => traffic))).toBe(paid.paidTraffic);
        expect(sum(paid.payouts.map(({ mining }) => mining))).toBe(paid.paidMining);
        for (const kind of ["resource", "meta", "delegation", "deposit"] as const)
          expect(paid.paidTo[kind]).toBe(
            sum(paid.payouts.filter((each) => each.kind === kind).map(rewardTotal)),
          );
        expect(paid.mining.pool).toBe(epoch.mining.pool - paid.paidMining);
        expect(product(paid.pool) >= product(epoch.pool)).toBe(true);
      }),
    );
  });

  test("comes out the same in whatever order it is told", () => {
    fc.assert(
      fc.property(input, (epoch) => {
        const { settled, metas, stakes } = epoch;
        const reversed = {
          validators: stakes.validators.toReversed(),
          deposits: stakes.deposits.toReversed(),
        };
        const told = {
          ...epoch,
          settled: settled.toReversed(),
          metas: metas.toReversed(),
          stakes: reversed,
        };
        expect(distributeEpoch(told)).toEqual(distributeEpoch(epoch));
      }),
    );
  });

  test("leaves as much where delegations are split elsewhere: only the rows inside a validator differ", () => {
    fc.assert(
      fc.property(input, (epoch) => {
        const whole = epoch.stakes.validators.map((one) => ({
          ...one,
          self: validatorStake(one),
          delegators: [],
        }));
        const { payouts: mine, ...inside } = distributeEpoch(epoch);
        const { payouts: pools, ...outside } = distributeEpoch({
          ...epoch,
          stakes: { ...epoch.stakes, validators: whole },
        });
        expect(outside).toEqual(inside);
        expect(pools.filter(({ kind }) => kind !== "delegation")).toEqual(
          mine.filter(({ kind }) => kind !== "delegation"),
        );
      }),
    );
  });
});
