import { noz, wei } from "@stos/units";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { amount, product } from "../arbitraries.ts";
import {
  applyOperation,
  auditEconomy,
  type DepositProfile,
  EconomyError,
  type EconomyState,
  isSolvent,
  miningPoolAtGenesis,
  miningStage,
  miningStages,
  newEconomy,
  type Operation,
  type Outcome,
  paperParameters,
} from "../index.ts";

const stos = 10n ** 18n;
const nodeId = fc.constantFrom("n1", "n2", "n3", "n10", "m1", "m2", "x1", "x2");
const user = fc.constantFrom("u", "w", "(migration)");
const payment = fc.oneof(amount, fc.bigInt({ min: 1n, max: 10_000n * stos }));
const ozone = fc.oneof(amount, fc.bigInt({ min: 1n, max: 10n ** 13n }));

const genesis: fc.Arbitrary<Operation> = fc
  .record({
    issued: fc.constantFrom(0n, ...miningStages.map(({ cap, reward }) => cap - reward * 2n - 1n)),
    prepaid: fc.constantFrom(0n, 17n * stos + 3n),
    deposit: fc.bigInt({ min: stos, max: 20_000n * stos }),
    metas: fc.subarray(["m1", "m2"]),
    isStaked: fc.boolean(),
  })
  .map(({ issued, prepaid, deposit, metas, isStaked }) => ({
    op: "genesis",
    forSale: noz(10n ** 15n + 7n),
    prepaid: wei(prepaid),
    issued: wei(issued),
    nodes: ["n1", "n2", "n10"].map((id, at) => ({ id, deposit: wei(deposit * BigInt(at + 1)) })),
    metas: metas.map((id) => ({ id, deposit: wei(deposit) })),
    validators: isStaked
      ? [
          {
            id: "v1",
            commissionBp: 333n,
            self: wei(7n * stos),
            delegators: [{ id: "d1", amount: wei(stos + 1n) }],
          },
        ]
      : [],
  }));

const operation: fc.Arbitrary<Operation> = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({ op: fc.constant("prepay"), user, payment: payment.map(wei) }),
  },
  {
    weight: 5,
    arbitrary: fc.record({
      op: fc.constant("consume"),
      user,
      node: nodeId,
      ozone: fc.oneof(fc.constant("all"), ozone.map(noz)),
    }),
  },
  { weight: 6, arbitrary: fc.record({ op: fc.constant("epoch") }) },
  {
    weight: 2,
    arbitrary: fc.record({
      op: fc.constant("activate"),
      node: nodeId,
      deposit: payment.map(wei),
      role: fc.constantFrom("resource", "meta"),
    }),
  },
  { weight: 2, arbitrary: fc.record({ op: fc.constant("unregister"), node: nodeId }) },
  {
    weight: 2,
    arbitrary: fc.record({ op: fc.constant("migrate"), node: nodeId, wanted: ozone.map(noz) }),
  },
  { weight: 1, arbitrary: fc.record({ op: fc.constant("shutdown"), node: nodeId }) },
  { weight: 1, arbitrary: fc.record({ op: fc.constant("gas"), amount: payment.map(wei) }) },
  {
    weight: 1,
    arbitrary: fc.record({
      op: fc.constant("advance"),
      seconds: fc.constantFrom(0n, 600n, 14n * 86_400n, 180n * 86_400n),
    }),
  },
) as fc.Arbitrary<Operation>;

const history = fc
  .tuple(genesis, fc.array(operation, { maxLength: 60, size: "max" }))
  .map(([first, rest]) => [first, ...rest]);

type Check = (
  before: EconomyState,
  after: EconomyState,
  operation: Operation,
  outcome: Outcome,
) => void;

/** Runs a history and checks every step of it. A refused operation is no step. */
function replay(
  profile: DepositProfile,
  operations: readonly Operation[],
  check: Check,
): EconomyState {
  let state = newEconomy({ ...paperParameters, profile });
  for (const each of operations) {
    try {
      const { state: after, outcome } = applyOperation(state, each);
      check(state, after, each, outcome);
      state = after;
    } catch (error) {
      if (!(error instanceof EconomyError)) throw error;
    }
  }
  return state;
}

describe.each<DepositProfile>(["literal", "tracking"])(
  "every step of a random history (%s)",
  (profile) => {
    const holds = (check: Check) =>
      fc.assert(fc.property(history, (operations) => void replay(profile, operations, check)));

    test("conserves STOS, mining and Ozone to the unit (I1, I2, I5, I9)", () => {
      holds((_before, after) => {
        expect(auditEconomy(after)).toMatchObject({ conservation: 0n, mining: 0n, ozone: 0n });
      });
    });

    test("never lowers (s + p) · l in a PREPAY, a migration or a settlement that pays (I4)", () => {
      holds((before, after, { op }) => {
        if (op === "prepay" || op === "migrate" || op === "epoch") {
          expect(product(after.pool) >= product(before.pool)).toBe(true);
        }
      });
    });

    test("pays at most R and M, and R at most p (I6)", () => {
      holds((before, _after, _operation, outcome) => {
        if (outcome.op !== "epoch") return;
        expect(outcome.paidTraffic <= outcome.trafficReward).toBe(true);
        expect(outcome.trafficReward <= before.pool.prepaid).toBe(true);
        expect(outcome.paidMining <= outcome.miningReward).toBe(true);
      });
    });

    test("never lowers what was issued, nor the stage, and keeps l positive (I7)", () => {
      holds((before, after) => {
        expect(after.mining.issued >= before.mining.issued).toBe(true);
        expect(
          miningStage(after.mining.issued).stage >= miningStage(before.mining.issued).stage,
        ).toBe(true);
        expect(after.pool.forSale > 0n).toBe(true);
      });
    });

    test("keeps the state it was given whole", () => {
      holds((before, _after, each) => {
        const copy = structuredClone(before);
        applyOperation(before, each);
        expect(before).toEqual(copy);
      });
    });
  },
);

test("under tracking the pool stays solvent, but for less than p/s noz per join (I3)", () => {
  const scale = 10n ** 30n;
  fc.assert(
    fc.property(history, (operations) => {
      let lostScaled = 0n;
      replay("tracking", operations, (before, after, { op }) => {
        if (op === "activate")
          lostScaled += (before.pool.prepaid * scale) / before.pool.deposited + 1n;
        const { deposited, prepaid, forSale } = after.pool;
        const shortfall = deposited * after.outstanding - prepaid * forSale;
        expect(shortfall * scale <= deposited * lostScaled).toBe(true);
      });
    }),
  );
});

test("under literal, where s doesn't follow the deposits, leavers can leave a shortfall", () => {
  const outcome = replay(
    "literal",
    [
      {
        op: "genesis",
        forSale: noz(10n ** 15n),
        nodes: [
          { id: "a", deposit: wei(stos) },
          { id: "b", deposit: wei(stos) },
        ],
        metas: [],
        validators: [],
      },
      { op: "prepay", user: "u", payment: wei(stos) },
      { op: "unregister", node: "a" },
    ],
    () => {},
  );
  expect(isSolvent(outcome.pool, outcome.outstanding)).toBe(false);
});

test("buying and settling at once never returns more than was paid (I8)", () => {
  fc.assert(
    fc.property(genesis, payment, (first, paid) => {
      const outcomes: Outcome[] = [];
      const operations: Operation[] = [
        { ...first, prepaid: wei(0n) } as Operation,
        { op: "prepay", user: "u", payment: wei(paid) },
        { op: "consume", user: "u", node: "n1", ozone: "all" },
        { op: "epoch" },
      ];
      replay("literal", operations, (_before, _after, _operation, outcome) =>
        outcomes.push(outcome),
      );
      const settled = outcomes.at(-1);
      if (settled?.op === "epoch") expect(settled.trafficReward <= paid).toBe(true);
    }),
  );
});

test("a random history reaches every operation", () => {
  const seen = new Set<string>();
  fc.assert(
    fc.property(
      history,
      (operations) => void replay("literal", operations, (_before, _after, { op }) => seen.add(op)),
    ),
    { seed: 1, numRuns: 200 },
  );
  const all = [
    "activate",
    "advance",
    "consume",
    "epoch",
    "gas",
    "genesis",
    "migrate",
    "prepay",
    "shutdown",
    "unregister",
  ];
  expect([...seen].sort()).toEqual(all);
});

test("nothing happens before genesis, which happens once", () => {
  const empty = newEconomy();
  const deposit = wei(miningPoolAtGenesis);
  const first: Operation = {
    op: "genesis",
    forSale: noz(1n),
    nodes: [{ id: "n", deposit }],
    metas: [],
    validators: [],
  };
  expect(() => applyOperation(empty, { op: "epoch" })).toThrow(/no genesis/);
  expect(() => applyOperation(applyOperation(empty, first).state, first)).toThrow(/already/);
  expect(() => applyOperation(empty, { ...first, nodes: [] })).toThrow(/no genesis deposit/);
});
