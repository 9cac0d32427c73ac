import { TxMsgData } from "cosmjs-types/cosmos/base/abci/v1beta1/abci";
import { SignDoc } from "cosmjs-types/cosmos/tx/v1beta1/tx";
import { ExecTxResult } from "cosmjs-types/tendermint/abci/types";
import fc from "fast-check";
import { expect, test } from "vitest";
import { resultsHash } from "../comet/block-hashes.ts";
import { merkleRoot } from "../merkle/tree.ts";
import { directSignBytes } from "../transaction/sign.ts";
import { encodeProtobufFields } from "./encode-fields.ts";

const bytes = fc.uint8Array({ maxLength: 300 });
const u64 = fc.bigInt({ min: 0n, max: 2n ** 64n - 1n });

test("a SignDoc is the general encoder's to the byte", () => {
  const document = fc.record({
    bodyBytes: bytes,
    authInfoBytes: bytes,
    chainId: fc.string({ unit: "grapheme" }),
    accountNumber: u64,
  });
  fc.assert(
    fc.property(document, (given) => {
      expect(directSignBytes(given)).toEqual(SignDoc.encode(SignDoc.fromPartial(given)).finish());
    }),
  );
});

test("a results hash is over what the general encoder writes, negative gas included", () => {
  const i64 = fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n });
  const result = fc.record({
    code: fc.nat(2 ** 32 - 1),
    data: bytes,
    gasWanted: i64,
    gasUsed: i64,
  });
  fc.assert(
    fc.property(fc.array(result, { maxLength: 5 }), (results) => {
      const leaves = results.map((each) => ExecTxResult.encode(ExecTxResult.fromPartial(each)));
      expect(resultsHash(results)).toEqual(merkleRoot(leaves.map((leaf) => leaf.finish())));
    }),
  );
});

test("an inner message is written as bytes, repeated ones one after the other", () => {
  const response = { typeUrl: "/a.MsgResponse", value: Uint8Array.of(1, 2) };
  const any = encodeProtobufFields([
    [1, response.typeUrl],
    [2, response.value],
  ]);
  const expected = TxMsgData.encode({ data: [], msgResponses: [response, response] }).finish();
  expect(
    encodeProtobufFields([
      [2, any],
      [2, any],
    ]),
  ).toEqual(expected);
});

test("a field number above 15 is a bug", () => {
  expect(() => encodeProtobufFields([[16, 1n]])).toThrow(RangeError);
});
