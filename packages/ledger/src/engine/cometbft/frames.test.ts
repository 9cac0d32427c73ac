import { BinaryWriter } from "cosmjs-types/binary";
import fc from "fast-check";
import { expect, test } from "vitest";
import { FrameError, frame, frameReader } from "./frames.ts";

const messages = fc.array(fc.uint8Array({ maxLength: 400 }), { maxLength: 8 });

test("messages come out as they went in, wherever the stream is cut", () => {
  fc.assert(
    fc.property(messages, fc.array(fc.integer({ min: 1, max: 97 })), (given, cuts) => {
      const stream = Buffer.concat(given.map(frame));
      const reader = frameReader();
      const found: Uint8Array[] = [];
      let from = 0;
      for (let turn = 0; from < stream.length; turn += 1) {
        const to = from + (cuts[turn % cuts.length] ?? stream.length);
        reader.push(stream.subarray(from, to));
        from = to;
        for (let next = reader.next(); next !== undefined; next = reader.next())
          found.push(Uint8Array.from(next));
      }
      expect(found).toEqual(given);
    }),
  );
});

test("a message stands behind its length as the general encoder writes a length", () => {
  for (const length of [0, 1, 127, 128, 16_383, 16_384, 70_000]) {
    const bytes = new Uint8Array(length).fill(7);
    expect(Buffer.from(frame(bytes))).toEqual(
      Buffer.from(new BinaryWriter().bytes(bytes).finish()),
    );
  }
});

test("a length above the bound, and one that doesn't end, are refused before anything is gathered", () => {
  const tooLong = frameReader(100);
  tooLong.push(Uint8Array.of(101));
  expect(() => tooLong.next()).toThrow(FrameError);
  const endless = frameReader();
  endless.push(new Uint8Array(6).fill(0x80));
  expect(() => endless.next()).toThrow("more than 5 bytes");
});
