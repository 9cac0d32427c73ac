import fc from "fast-check";
import { expect, test } from "vitest";
import { resolveRange } from "./range.ts";

test("a range is never outside of the object", () => {
  const end = fc.option(fc.nat(30), { nil: "" as const });
  fc.assert(
    fc.property(end, end, fc.nat(20), (first, last, size) => {
      const bytes = Buffer.from(Array.from({ length: size }, (_, at) => at));
      const expected =
        first === ""
          ? bytes.subarray(Math.max(0, size - Number(last)))
          : bytes.subarray(first, last === "" ? size : last + 1);
      try {
        const range = resolveRange(`bytes=${first}-${last}`, size);
        if (range === undefined) return;
        expect(bytes.subarray(range.first, range.last + 1)).toEqual(expected);
        expect(range.last).toBeLessThan(size);
      } catch (error) {
        expect(error).toMatchObject({ failure: { code: "InvalidRange" } });
        expect(expected.length).toBe(0);
      }
    }),
  );
});

test.each([undefined, "bytes=-", "bytes=5-4", "bytes=0-1,3-4", "lines=0-1", "bytes=a-b"])(
  "%s asks for the whole",
  (header) => expect(resolveRange(header, 10)).toBeUndefined(),
);
