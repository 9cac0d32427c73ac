import fc from "fast-check";
import { expect, test } from "vitest";
import { ExactEconomy } from "../exact/exact-economy.ts";
import {
  type AggregateSchedule,
  aggregateFigures,
  runAggregateSchedule,
} from "./aggregate-schedule.ts";

const stos = 1e18;

const history = fc.record({
  payments: fc.array(fc.integer({ min: 0, max: 900 }), { minLength: 1, maxLength: 40 }),
  consumedPart: fc.constantFrom(0, 0.25, 0.5, 1),
  prepaid: fc.nat({ max: 1_000 }),
  // Some histories begin shortly before the end of the first stage.
  issued: fc.constantFrom(0, 16_819_200 - 3 * 80),
  every: fc.integer({ min: 1, max: 7 }),
});

test("an aggregate is the reducer's economy with one of each kind, within 1e-9", () => {
  fc.assert(
    fc.property(history, ({ payments, consumedPart, prepaid, issued, every }) => {
      const genesis = { forSale: 1e15, prepaid: prepaid * stos, issued: issued * stos };
      const payment = (epoch: number) => (payments[epoch - 1] ?? 0) * stos;
      const schedule = runAggregateSchedule({
        ...genesis,
        deposited: 1_000 * stos,
        payment,
        consumedPart,
        rewardLockEpochs: 9,
        epochs: payments.length,
        every,
      });

      const exact = oneOfEach(genesis);
      for (const [at] of payments.entries()) {
        const epoch = at + 1;
        if (payment(epoch) > 0) exact.prepay(0, payment(epoch));
        const ozone = Math.floor(exact.balanceOf(0) * consumedPart);
        if (ozone > 0) exact.consume(0, 0, ozone);
        const settled = exact.settleEpoch();
        if (epoch % every === 0 || epoch === payments.length)
          expectRow(schedule, Math.ceil(epoch / every) - 1, { ...exact.figures, ...settled });
      }
    }),
  );
});

test("every row of a schedule too long for its limit is refused", () => {
  const plan = {
    forSale: 1e15,
    deposited: stos,
    payment: () => 0,
    consumedPart: 0,
    rewardLockEpochs: 1,
    every: 1,
  };
  expect(() => runAggregateSchedule({ ...plan, epochs: 100_001 })).toThrow(/larger "every"/);
  expect(runAggregateSchedule({ ...plan, epochs: 100_000 }).epoch.at(-1)).toBe(100_000);
});

test("the whole schedule issues the paper's totals by the end of every stage", () => {
  const { stage, issued, miningPool } = runAggregateSchedule({
    forSale: 1e15,
    deposited: 1e6 * stos,
    payment: () => 100 * stos,
    consumedPart: 0.5,
    rewardLockEpochs: 2_016,
    epochs: 3_616_320,
    every: 210_240,
  });
  expect([...issued.subarray(0, 5)].map((each) => each / stos)).toEqual([
    16_819_200, 25_228_800, 29_433_600, 31_536_000, 32_587_200,
  ]);
  expect([...stage.subarray(0, 6)]).toEqual([1, 2, 3, 4, 5, 6]);
  expect(issued.at(-1)).toBe(39_000_000 * stos);
  expect(miningPool.at(-1)).toBe(0);
});

function oneOfEach(genesis: Readonly<{ forSale: number; prepaid: number; issued: number }>) {
  return new ExactEconomy({
    ...genesis,
    profile: "literal",
    epochSeconds: 600,
    rewardLockEpochs: 9,
    depositSeconds: 600,
    coolingOffSeconds: 600,
    nodes: [
      { role: "resource", deposit: 600 * stos, capacity: 1 },
      { role: "meta", deposit: 400 * stos, capacity: 0 },
    ],
    validators: [{ commissionBp: 0, self: stos, delegators: [] }],
  });
}

function expectRow(
  schedule: AggregateSchedule,
  row: number,
  exact: Readonly<Record<string, unknown>>,
): void {
  for (const name of aggregateFigures) {
    const [ours, theirs] = [schedule[name][row] ?? Number.NaN, Number(exact[name])];
    const tolerated = 1e-9 * Math.max(ours, theirs) + (isMoney.has(name) ? dust : 0);
    if (!(Math.abs(ours - theirs) <= tolerated))
      expect.fail(`${name} in row ${row}: ${ours}, exact ${theirs}`);
  }
}

/** In wei: what rounding down leaves behind there. */
const isMoney = new Set<string>(["prepaid", "locked", "vested", "miningPool", "issued", "inflow"]);
const dust = 1e8;
