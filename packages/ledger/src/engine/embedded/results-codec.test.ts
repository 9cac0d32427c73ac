import { ResponseFinalizeBlock } from "cosmjs-types/tendermint/abci/types";
import fc from "fast-check";
import { expect, test } from "vitest";
import { decodeBlockResult, encodeBlockResult } from "./results-codec.ts";

const text = fc.oneof(
  fc.string({ unit: "grapheme", maxLength: 40 }),
  fc.string({ minLength: 120, maxLength: 300 }),
);
const bytes = fc.uint8Array({ maxLength: 200 });
const event = fc.record({
  type: text,
  attributes: fc.array(fc.record({ key: text, value: text }), { maxLength: 3 }),
});
const i64 = fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n });
const txResult = fc.record({
  code: fc.nat(2 ** 32 - 1),
  codespace: text,
  log: text,
  data: bytes,
  gasWanted: i64,
  gasUsed: i64,
  events: fc.array(event, { maxLength: 4 }),
});
const result = fc.record({
  txResults: fc.array(txResult, { maxLength: 8 }),
  events: fc.array(event, { maxLength: 4 }),
  appHash: bytes,
});

test("results are stored as the general encoder writes a ResponseFinalizeBlock, to the byte", () => {
  fc.assert(
    fc.property(result, (given) => {
      const indexed = ({ type, attributes }: (typeof given.events)[number]) => ({
        type,
        attributes: attributes.map((attribute) => ({ ...attribute, index: true })),
      });
      const message = ResponseFinalizeBlock.fromPartial({
        events: given.events.map(indexed),
        txResults: given.txResults.map((each) => ({ ...each, events: each.events.map(indexed) })),
        appHash: given.appHash,
      });
      const encoded = encodeBlockResult(given);
      expect(Buffer.from(encoded)).toEqual(
        Buffer.from(ResponseFinalizeBlock.encode(message).finish()),
      );
      expect(decodeBlockResult(encoded)).toEqual(given);
    }),
  );
});
