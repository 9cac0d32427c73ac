import { ResponseFinalizeBlock } from "cosmjs-types/tendermint/abci/types";
import fc from "fast-check";
import { expect, test } from "vitest";
import { wireParams } from "../consensus-wire.ts";
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
const size = fc.nat(100 * 2 ** 20);
const updates = fc.record(
  {
    block: fc.record({ maxBytes: size, maxGas: fc.integer({ min: -1, max: 2 ** 30 }) }),
    evidence: fc.record({
      maxAgeNumBlocks: size,
      maxAgeDurationNs: fc.bigInt({ min: 0n, max: 10n ** 18n }),
      maxBytes: size,
    }),
    validator: fc.constant({ pubKeyTypes: ["ed25519"] }),
    version: fc.record({ app: size }),
    abci: fc.record({ voteExtensionsEnableHeight: size }),
  },
  { requiredKeys: ["block"], noNullPrototype: true },
);
const validatorUpdate = fc.record({
  publicKey: fc.uint8Array({ minLength: 32, maxLength: 32 }),
  power: fc.bigInt({ min: 0n, max: 2n ** 60n }),
});
const result = fc.record({
  txResults: fc.array(txResult, { maxLength: 8 }),
  events: fc.array(event, { maxLength: 4 }),
  appHash: bytes,
  validatorUpdates: fc.array(validatorUpdate, { maxLength: 4 }),
  consensusParamUpdates: fc.option(updates, { nil: undefined }),
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
        validatorUpdates: given.validatorUpdates.map(({ publicKey, power }) => ({
          pubKey: { ed25519: publicKey },
          power,
        })),
        ...(given.consensusParamUpdates === undefined
          ? {}
          : { consensusParamUpdates: wireParams(given.consensusParamUpdates) }),
      });
      const encoded = encodeBlockResult(given);
      expect(Buffer.from(encoded)).toEqual(
        Buffer.from(ResponseFinalizeBlock.encode(message).finish()),
      );
      expect(decodeBlockResult(encoded)).toEqual(given);
    }),
  );
});
