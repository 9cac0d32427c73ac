import { noz } from "@stos/units";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { IssuerError } from "./issuer-error.ts";
import { applyChange, headroomMax, ledgerOf } from "./session-ledger.ts";

const nodes = ["n1", "n2", "n3", "n4", "n5"];
const mib = 1_048_576n;

const demand = fc.uniqueArray(
  fc.tuple(fc.constantFrom(...nodes), fc.bigInt({ min: 1n, max: 600n * mib })),
  {
    selector: ([node]) => node,
    minLength: 1,
  },
);
const step = fc.record({
  demand,
  draws: fc.integer({ min: 0, max: 3_000 }),
  isCrash: fc.boolean(),
});

test("the allowances of a session never add up to more than its hold, over any asks and crashes", () => {
  fc.assert(
    fc.property(
      fc.bigInt({ min: 0n, max: 20_000n * mib }),
      fc.array(step, { maxLength: 40 }),
      (hold, steps) => {
        const journal = { numbers: 0, nonce: 0, allowances: new Map<string, bigint>() };
        let answered = 0;
        let ledger = ledgerOf("s", undefined);
        for (const { demand: asked, draws, isCrash } of steps) {
          // A crash loses everything but the journal.
          if (isCrash) ledger = ledgerOf("s", journal);
          const first = ledger.next;
          try {
            const { entry, isDurable } = applyChange(ledger, {
              draws,
              demands: new Map(asked),
              hold: noz(hold),
              nodes: nodes.length,
            });
            if (!isDurable) expect(entry.allowances).toEqual([]);
            journal.numbers = entry.numbers;
            for (const [node, amount] of entry.allowances) journal.allowances.set(node, amount);
          } catch (error) {
            expect(error).toBeInstanceOf(IssuerError);
            expect(ledger.next).toBe(first);
            continue;
          }

          // Numbers only grow, so none is answered twice.
          expect(first).toBeGreaterThanOrEqual(answered);
          answered = first + draws;
          const granted = [...ledger.grants.values()].reduce(
            (sum, grant) => sum + grant.granted,
            0n,
          );
          expect(granted).toBe(ledger.granted);
          expect(granted).toBeLessThanOrEqual(hold);
          for (const [node, { granted: amount, needed }] of ledger.grants) {
            expect(needed).toBeLessThanOrEqual(amount);
            expect(journal.allowances.get(node)).toBe(amount);
          }
        }
      },
    ),
    { numRuns: 100 },
  );
});

describe("headroom", () => {
  test("runs 64 MiB ahead while the hold is plentiful, so that the next asks change nothing", () => {
    const ledger = ledgerOf("s", undefined);
    const change = { draws: 1, demands: new Map([["n1", 100n]]), hold: noz(10n ** 12n), nodes: 6 };
    expect(applyChange(ledger, change).entry.allowances).toEqual([["n1", 100n + headroomMax]]);

    expect(applyChange(ledger, change)).toMatchObject({
      entry: { allowances: [] },
      isDurable: false,
    });
  });

  test("is none where the hold is short: it can be spent to the last noz", () => {
    const ledger = ledgerOf("s", undefined);
    const demands = new Map(nodes.slice(0, 3).map((node) => [node, 10n * mib]));
    const hold = noz(60n * mib);
    applyChange(ledger, { draws: 1, demands, hold, nodes: 6 });
    applyChange(ledger, { draws: 1, demands, hold, nodes: 6 });

    expect(ledger.granted).toBe(hold);
    expect(() =>
      applyChange(ledger, { draws: 1, demands: new Map([["n4", 1n]]), hold, nodes: 6 }),
    ).toThrow(
      expect.objectContaining({ failure: { code: "ozone-exhausted", needed: 1n, available: 0n } }),
    );
  });
});
