import { miningStages, type Operation } from "@stos/economy";
import { noz, wei } from "@stos/units";
import fc from "fast-check";
import { expect, test } from "vitest";
import { stos } from "../testing/genesis.ts";
import { newMetas, newNodes, startReplay } from "../testing/replayed-chain.ts";

const node = fc.constantFrom("n1", "n2", "n3", ...newNodes);
const payment = fc
  .oneof(fc.bigInt({ min: 1n, max: stos }), fc.bigInt({ min: 1n, max: 3_000n * stos }))
  .map(wei);
const ozone = fc.bigInt({ min: 1n, max: 10n ** 13n }).map(noz);
const op = <Op extends Operation["op"]>(name: Op) => fc.constant(name);

const operation: fc.Arbitrary<Operation> = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({ op: op("prepay"), user: fc.constant("user"), payment }),
  },
  {
    weight: 5,
    arbitrary: fc.record({
      op: op("consume"),
      user: fc.constantFrom("user", "(migration)"),
      node,
      ozone: fc.oneof({ weight: 4, arbitrary: ozone }, fc.constant("all" as const)),
    }),
  },
  { weight: 7, arbitrary: fc.record({ op: op("epoch") }) },
  {
    weight: 2,
    arbitrary: fc.record({
      op: op("activate"),
      node: fc.constantFrom(...newNodes),
      deposit: payment,
      role: fc.constant("resource" as const),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      op: op("activate"),
      node: fc.constantFrom(...newMetas),
      deposit: payment,
      role: fc.constant("meta" as const),
    }),
  },
  { weight: 3, arbitrary: fc.record({ op: op("unregister"), node }) },
  { weight: 6, arbitrary: fc.record({ op: op("migrate"), node, wanted: ozone }) },
  {
    weight: 1,
    arbitrary: fc.record({ op: op("shutdown"), node: fc.oneof(node, fc.constant("m2")) }),
  },
  { weight: 1, arbitrary: fc.record({ op: op("gas"), amount: payment }) },
  {
    weight: 1,
    arbitrary: fc.record({ op: op("advance"), seconds: fc.constantFrom(600n, 3_600n, 15_000n) }),
  },
);

const [firstStage] = miningStages;
const issued = fc.constantFrom(
  0n,
  (firstStage?.cap ?? 0n) - 200n * stos - 3n,
  39_000_000n * stos - 11n * stos - 7n,
);
const history = fc.record({
  issued,
  operations: fc.array(operation, { minLength: 25, maxLength: 40 }),
});

test.each(["literal", "tracking"] as const)(
  "a random history comes to the same, to the wei, on the chain and in the reducer (%s)",
  async (profile) => {
    const seen = new Set<string>();
    await fc.assert(
      fc.asyncProperty(history, async ({ issued: before, operations }) => {
        const replay = await startReplay({
          profile,
          issued: before,
          nodes: { n1: 900n * stos, n2: 1_800n * stos + 1n, n3: 300n * stos },
          metas: { m1: 500n * stos, m2: 700n * stos },
        });
        let paid = 0n;
        for (const each of operations) {
          const outcome = await replay.apply(each);
          if (outcome !== undefined) seen.add(outcome.op);
          if (outcome?.op === "epoch" || outcome?.op === "gas") paid += 1n;
          expect(await replay.onChain()).toEqual(replay.inReducer());
          // F1 rounds once where the reducer rounds in each epoch.
          const [onChain, inReducer] = await replay.delegatorFree();
          expect(onChain - inReducer).toBeLessThanOrEqual(paid);
          expect(onChain - inReducer).toBeGreaterThanOrEqual(-paid);
        }
      }),
      { seed: 20_260_101, numRuns: 10 },
    );
    expect([...seen].sort()).toEqual([
      "activate",
      "advance",
      "consume",
      "epoch",
      "gas",
      "migrate",
      "prepay",
      "shutdown",
      "unregister",
    ]);
  },
  60_000,
);
