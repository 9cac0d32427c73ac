import { noz } from "@stos/units";
import fc from "fast-check";
import { expect, test } from "vitest";
import { selectSettled } from "./index.ts";

const traffic = fc.bigInt({ min: 0n, max: 20n }).map(noz);
const unsettled = fc.uniqueArray(fc.record({ id: fc.string({ maxLength: 3 }), traffic }), {
  selector: ({ id }) => id,
});

test("the paper's five nodes: the first three settle", () => {
  const nodes = { a: 500n, b: 300n, c: 200n, d: 80n, e: 20n };
  const selection = selectSettled(
    Object.entries(nodes).map(([id, oz]) => ({ id, traffic: noz(oz) })),
  );
  expect(selection.settled.map(({ id }) => id)).toEqual(["a", "b", "c"]);
  expect(selection).toMatchObject({ consumed: 1_000n, carried: 100n });
});

test("it is the shortest prefix of the ranking that reaches 80 %", () => {
  fc.assert(
    fc.property(unsettled, (nodes) => {
      const { settled, consumed, carried } = selectSettled(nodes);
      const total = consumed + carried;
      const least = settled.at(-1)?.traffic ?? 0n;

      expect(total).toBe(nodes.reduce((sum, node) => sum + node.traffic, 0n));
      expect(consumed * 100n >= total * 80n).toBe(true);
      if (settled.length > 0) expect((consumed - least) * 100n < total * 80n).toBe(true);
      const left = nodes.filter(({ id }) => !settled.some((node) => node.id === id));
      expect(left.every((node) => node.traffic <= least || least === 0n)).toBe(true);
    }),
  );
});

test("the order of the candidates doesn't matter", () => {
  fc.assert(
    fc.property(unsettled, (nodes) => {
      expect(selectSettled(nodes.toReversed())).toEqual(selectSettled(nodes));
    }),
  );
});
