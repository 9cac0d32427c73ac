import { noz } from "@stos/units";
import fc from "fast-check";
import { expect, test } from "vitest";
import {
  deliverable,
  downloadToSign,
  type Meter,
  noTraffic,
  receivable,
  uploadToSign,
} from "./meter.ts";
import { receiptAmounts, receiptTraffic } from "./receipt-traffic.ts";
import { stepBytes, stepBytesMax, stepBytesMin } from "./step.ts";

test.each([
  [0n, 65_536],
  [65_535n, 65_536],
  [65_536n, 131_072],
  [196_607n, 131_072],
  [196_608n, 262_144],
  [4_128_768n, 4_194_304],
  [10n ** 30n, 4_194_304],
])("after %s noz settled a step is %i bytes", (settled, step) => {
  expect(stepBytes(settled)).toBe(step);
});

test("unsigned uploads stay within sixteen least steps and one, however many are open", () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 0, max: 10_000 }),
      fc.bigInt({ min: 0n, max: 10n ** 12n }),
      (uploadsOpen, settled) => {
        const meter: Meter = {
          signed: noTraffic,
          moved: noTraffic,
          uploadsOpen,
          settled: noz(settled),
        };
        const step = BigInt(stepBytes(settled));
        expect(receivable(meter)).toBeLessThanOrEqual(16n * BigInt(stepBytesMin) + step);
        // What honest clients withhold for so many is granted, whatever was settled.
        const size = 10n ** 12n;
        const withheld = size - uploadToSign(meter, size);
        expect(receivable(meter)).toBeGreaterThanOrEqual(withheld);
      },
    ),
  );
});

test("a step stays within its bounds and never falls", () => {
  fc.assert(
    fc.property(
      fc.bigInt({ min: 0n, max: 10n ** 12n }),
      fc.bigInt({ min: 0n, max: 10n ** 9n }),
      (a, b) => {
        expect(stepBytes(a)).toBeGreaterThanOrEqual(stepBytesMin);
        expect(stepBytes(a + b)).toBeGreaterThanOrEqual(stepBytes(a));
        expect(stepBytes(a + b)).toBeLessThanOrEqual(stepBytesMax);
      },
    ),
  );
});

test("a download whose client signs one step ahead always ends, and never runs on unsigned", () => {
  const chunk = 65_536n;
  fc.assert(
    fc.property(
      fc.bigInt({ min: 1n, max: 10_000_000n }),
      fc.bigInt({ min: 0n, max: 5_000_000n }),
      (size, settled) => {
        let meter: Meter = {
          signed: noTraffic,
          moved: noTraffic,
          uploadsOpen: 0,
          settled: noz(settled),
        };
        while (meter.moved.download < size) {
          const next = downloadToSign(meter, size);
          if (next !== undefined) meter = { ...meter, signed: { ...meter.signed, download: next } };
          const left = size - meter.moved.download;
          const piece = left < chunk ? left : chunk;
          expect(deliverable(meter)).toBeGreaterThanOrEqual(piece);
          meter = {
            ...meter,
            moved: { ...meter.moved, download: noz(meter.moved.download + piece) },
          };
          expect(meter.signed.download - meter.moved.download).toBeLessThanOrEqual(
            BigInt(stepBytes(settled)),
          );
        }
        expect(meter.signed.download).toBe(size);
      },
    ),
  );
});

test("an upload may be sent whole with the last least step unsigned, whatever the node has settled", () => {
  fc.assert(
    fc.property(
      fc.bigInt({ min: 1n, max: 16_777_216n }),
      fc.bigInt({ min: 0n, max: 10n ** 9n }),
      (size, settled) => {
        const meter: Meter = {
          signed: noTraffic,
          moved: noTraffic,
          uploadsOpen: 1,
          settled: noz(settled),
        };
        const upload = uploadToSign(meter, size);
        expect(receivable({ ...meter, signed: { ...noTraffic, upload } })).toBeGreaterThanOrEqual(
          size,
        );
        expect(size - upload).toBeLessThanOrEqual(BigInt(stepBytesMin));
      },
    ),
  );
});

test("a receipt's amounts are read back, and what doesn't add up isn't", () => {
  const traffic = { upload: noz(5n), download: noz(7n) };
  expect(receiptTraffic(receiptAmounts(traffic))).toEqual(traffic);
  expect(
    receiptTraffic({ nozTotal: "13", byKind: { upload: "5", download: "7" } }),
  ).toBeUndefined();
  expect(receiptTraffic({ nozTotal: "5", byKind: { query: "5" } })).toBeUndefined();
  expect(receiptTraffic({ nozTotal: "05", byKind: { upload: "05" } })).toBeUndefined();
  expect(receiptTraffic({ nozTotal: "-5", byKind: { upload: "-5" } })).toBeUndefined();
});
