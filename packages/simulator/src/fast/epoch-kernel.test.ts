import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { type NodeTraffic, selectSettled } from "@stos/economy";
import { noz } from "@stos/units";
import fc from "fast-check";
import { expect, test } from "vitest";
import { openEpochKernel } from "./epoch-kernel.ts";
import { epochKernel } from "./generated/epoch-kernel.ts";

const root = join(import.meta.dirname, "../../../..");

test("the checked-in kernel is what its source compiles to", () => {
  const rebuilt = execFileSync(
    process.execPath,
    [join(root, "scripts/build-kernel.mjs"), "--print"],
    { encoding: "utf8" },
  );
  const kept = readFileSync(join(import.meta.dirname, "generated/epoch-kernel.ts"), "utf8");
  expect(rebuilt).toBe(kept);
});

test("the kernel is small enough for every browser to compile in a page's main thread", () => {
  expect(Buffer.from(epochKernel, "base64").byteLength).toBeLessThan(4_096);
});

// Few different amounts make ties and borders of exactly 80 %; many make long searches.
const amounts = fc.oneof(
  fc.array(fc.nat({ max: 5 }), { maxLength: 120 }),
  fc.array(fc.nat({ max: 1_000_000 }), { maxLength: 200 }),
  fc.array(
    fc.maxSafeNat().map((each) => Math.floor(each / 1_000)),
    { maxLength: 200 },
  ),
);

test("selects exactly the nodes that the reducer selects, whatever guess it starts from", () => {
  fc.assert(
    fc.property(amounts, fc.nat(), (traffic, guess) => {
      const kernel = openEpochKernel(traffic.length, 1);
      kernel.traffic.set(traffic);
      kernel.functions.select(guess);
      kernel.functions.pay(0, 0, kernel.rowOffset(0));

      const settled = traffic.flatMap((_, node) => (kernel.rows[node] === 0 ? [] : [node]));
      expect(settled).toEqual(settledByReducer(traffic));
      expect(kernel.functions.selectedCount.value).toBe(settled.length);
    }),
    { numRuns: 500 },
  );
});

function settledByReducer(traffic: readonly number[]): readonly number[] {
  const nodes: readonly NodeTraffic[] = traffic.map((each, node) => ({
    id: `${node}`.padStart(8, "0"),
    traffic: noz(BigInt(each)),
  }));
  return selectSettled(nodes)
    .settled.map(({ id }) => Number(id))
    .sort((a, b) => a - b);
}
