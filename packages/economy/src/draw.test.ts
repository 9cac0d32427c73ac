import { wei } from "@stos/units";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { assignmentWeight, drawByWeight, uniformRange, weightScale } from "./index.ts";

describe("the weight", () => {
  const standing = { initial: wei(200n), remaining: wei(200n), scorePpm: 1_000_000n };

  test("is Z/s, times what remains of the deposit, times the score", () => {
    expect(assignmentWeight(standing, wei(1_000n))).toBe(weightScale / 5n);
    expect(assignmentWeight({ ...standing, remaining: wei(50n) }, wei(1_000n))).toBe(
      weightScale / 20n,
    );
    expect(assignmentWeight({ ...standing, scorePpm: 250_000n }, wei(1_000n))).toBe(
      weightScale / 20n,
    );
    expect(assignmentWeight({ ...standing, scorePpm: 0n }, wei(1_000n))).toBe(0n);
  });

  test("follows the curve it is given", () => {
    expect(assignmentWeight(standing, wei(1_000n), (ratio) => ratio * 2n)).toBe(
      (weightScale * 2n) / 5n,
    );
  });

  test("of a score outside its range is a bug", () => {
    expect(() => assignmentWeight({ ...standing, scorePpm: 1_000_001n }, wei(1n))).toThrow(
      RangeError,
    );
  });
});

describe("a draw", () => {
  const uniform = fc.bigInt({ min: 0n, max: uniformRange - 1n });
  const candidates = fc.uniqueArray(
    fc.record({
      id: fc.string({ minLength: 1, maxLength: 3 }),
      weight: fc.bigInt({ min: 0n, max: weightScale }),
    }),
    { selector: ({ id }) => id, maxLength: 12 },
  );

  test("takes each candidate at most once, those without weight never, until none is left", () => {
    fc.assert(
      fc.property(candidates, fc.array(uniform, { maxLength: 15 }), (nodes, uniforms) => {
        const drawn = drawByWeight(nodes, uniforms);
        const able = nodes.filter(({ weight }) => weight > 0n).map(({ id }) => id);
        expect(new Set(drawn).size).toBe(drawn.length);
        expect(drawn.length).toBe(Math.min(able.length, uniforms.length));
        expect(drawn.every((id) => able.includes(id))).toBe(true);
        expect(drawByWeight(nodes.toReversed(), uniforms)).toEqual(drawn);
      }),
    );
  });

  test("gives everybody an interval of his weight", () => {
    const nodes = [
      { id: "b", weight: 3n },
      { id: "a", weight: 1n },
    ];
    expect(drawByWeight(nodes, [uniformRange / 4n - 1n])).toEqual(["a"]);
    expect(drawByWeight(nodes, [uniformRange / 4n])).toEqual(["b"]);
    expect(drawByWeight(nodes, [uniformRange - 1n])).toEqual(["b"]);
    expect(drawByWeight(nodes, [0n, 0n, 0n])).toEqual(["a", "b"]);
  });

  test("from other than a uniform integer of 256 bits is a bug", () => {
    expect(() => drawByWeight([{ id: "a", weight: 1n }], [uniformRange])).toThrow(RangeError);
  });
});
