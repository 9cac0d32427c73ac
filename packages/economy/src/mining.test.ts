import { sub, wei } from "@stos/units";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  type MiningState,
  miningAfterEpoch,
  miningPoolAtGenesis,
  miningReward,
  miningStage,
  miningStages,
  refillMiningPool,
} from "./index.ts";

const epochsOfStage = [210_240n, 210_240n, 210_240n, 210_240n, 210_240n, 2_565_120n];

/** Mines whole epochs until a few are left of the stage, then one by one until the stage is over. */
function mineStage(start: MiningState): { end: MiningState; epochs: bigint } {
  const { cap, reward, stage } = miningStage(start.issued);
  let epochs = (cap - start.issued) / reward - 3n;
  let mining = mine(start, epochs * reward);
  while (miningReward(mining) > 0n && miningStage(mining.issued).stage === stage) {
    mining = mine(mining, miningReward(mining));
    epochs += 1n;
  }
  return { end: mining, epochs };
}

function mine(mining: MiningState, amount: bigint): MiningState {
  return miningAfterEpoch(mining, { reward: wei(amount), unclaimed: wei(0n), paid: wei(amount) });
}

describe("the whole schedule, claimed in full", () => {
  test("every stage ends exactly at its cap, after the paper's number of epochs, 3,616,320 in all", () => {
    let mining: MiningState = { issued: wei(0n), pool: miningPoolAtGenesis };
    let total = 0n;
    for (const [index, { cap }] of miningStages.entries()) {
      const { end, epochs } = mineStage(mining);
      expect(end.issued).toBe(cap);
      expect(epochs).toBe(epochsOfStage[index]);
      total += epochs;
      mining = end;
    }
    expect(total).toBe(3_616_320n);
    expect(mining).toEqual({ issued: miningPoolAtGenesis, pool: 0n });
    expect(miningReward(mining)).toBe(0n);
  });

  test("is the closed form of the table: 68.8 years of 52,560 epochs", () => {
    const starts = [0n, ...miningStages.map(({ cap }) => cap)];
    const epochs = miningStages.map(
      ({ cap, reward }, index) => (cap - (starts[index] ?? 0n)) / reward,
    );
    expect(epochs).toEqual(epochsOfStage);
    expect((3_616_320n * 10n) / 52_560n).toBe(688n);
  });

  test("takes every percentage from meta nodes to resource nodes; the stake share stays", () => {
    for (const { percent } of miningStages) {
      expect(percent.resource + percent.meta + percent.stake).toBe(100n);
      expect(percent.stake).toBe(20n);
    }
  });
});

test("issued and the stage never fall, and no epoch crosses a cap, whatever is claimed and returned", () => {
  const part = fc.bigInt({ min: 0n, max: 100n });
  const step = fc.record({
    unclaimed: part,
    paid: part,
    returned: fc.bigInt({ min: 0n, max: 10n ** 22n }),
  });
  const start = fc.constantFrom(
    0n,
    ...miningStages.map(({ cap, reward }) => cap - (reward * 5n) / 3n),
  );
  fc.assert(
    fc.property(start, fc.array(step, { maxLength: 20 }), (issued, steps) => {
      let mining: MiningState = {
        issued: wei(issued),
        pool: sub(miningPoolAtGenesis, wei(issued)),
      };
      for (const { unclaimed, paid, returned } of steps) {
        const before = miningStage(mining.issued);
        const reward = miningReward(mining);
        const lost = wei((reward * unclaimed) / 100n);
        const after = miningAfterEpoch(mining, {
          reward,
          unclaimed: lost,
          paid: wei(((reward - lost) * paid) / 100n),
        });

        expect(after.issued >= mining.issued).toBe(true);
        expect(before.stage === 6 || after.issued <= before.cap).toBe(true);
        expect(miningStage(after.issued).stage - before.stage).toBeOneOf([0, 1]);
        mining = refillMiningPool(after, wei(returned));
      }
    }),
  );
});

test("STOS that came back lengthens the last stage beyond 39M issued", () => {
  const mining = refillMiningPool({ issued: miningPoolAtGenesis, pool: wei(0n) }, wei(10n ** 18n));
  expect(miningReward(mining)).toBe(10n ** 18n);
  expect(miningStage(mining.issued).stage).toBe(6);
});
