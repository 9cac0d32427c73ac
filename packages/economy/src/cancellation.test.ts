import { noz, wei } from "@stos/units";
import fc from "fast-check";
import { expect, test } from "vitest";
import { nozAmount, ozonePool } from "./arbitraries.ts";
import { cancelRewards, distributeEpoch, miningPoolAtGenesis, voidSettlement } from "./index.ts";

test("cancelled rewards go back to where they came from; issued stays", () => {
  const sources = {
    pool: { deposited: wei(100n), prepaid: wei(5n), forSale: noz(9n) },
    mining: { issued: wei(80n), pool: wei(20n) },
  };
  expect(cancelRewards(sources, { traffic: wei(3n), mining: wei(4n) })).toEqual({
    pool: { deposited: 100n, prepaid: 8n, forSale: 9n },
    mining: { issued: 80n, pool: 24n },
  });
});

test("voiding an epoch at once puts both pools back, but for what counts as issued", () => {
  fc.assert(
    fc.property(ozonePool, nozAmount, (pool, traffic) => {
      const mining = { issued: wei(0n), pool: miningPoolAtGenesis };
      const stakes = { validators: [], deposits: [{ id: "n", amount: wei(1n) }] };
      const paid = distributeEpoch({
        pool,
        mining,
        settled: [{ id: "n", traffic }],
        metas: ["m"],
        stakes,
      });
      const rewards = { traffic: paid.paidTraffic, mining: paid.paidMining };
      const voided = voidSettlement(paid, { consumed: traffic, rewards });
      expect(voided.pool).toEqual(pool);
      expect(voided.mining).toEqual({ issued: paid.mining.issued, pool: miningPoolAtGenesis });
    }),
  );
});

test("a void that would leave nothing for sale is refused", () => {
  const sources = {
    pool: { deposited: wei(100n), prepaid: wei(5n), forSale: noz(9n) },
    mining: { issued: wei(0n), pool: wei(0n) },
  };
  const nothing = { traffic: wei(0n), mining: wei(0n) };
  expect(() => voidSettlement(sources, { consumed: noz(9n), rewards: nothing })).toThrow(
    /can't fall/,
  );
});
