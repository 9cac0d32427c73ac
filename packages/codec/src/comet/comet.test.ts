import { ed25519 } from "@noble/curves/ed25519.js";
import fc from "fast-check";
import { expect, test } from "vitest";
import {
  commitHash,
  consensusParamsHash,
  dataHash,
  fromHex,
  type Header,
  headerHash,
  merkleRoot,
  partSetHeader,
  resultsHash,
  sha256,
  toHex,
  validatorSetHash,
  verifyConsensusSignature,
  voteSignBytes,
} from "../index.ts";
import * as browser from "../platform/browser.ts";
import * as node from "../platform/node.ts";
import { encodeCanonicalVote } from "./vote.ts";

const hashOf = (words: string) => sha256(new TextEncoder().encode(words));
/** Go's zero time, the year 1. */
const zeroTime = { seconds: -62_135_596_800n, nanos: 0 };
const zeroTimeField = "2a0b088092b8c398feffffff01";
const one = "0100000000000000";

/** The header of CometBFT's own TestHeaderHash. */
const header: Header = {
  version: { block: 1n, app: 2n },
  chainId: "chainId",
  height: 3n,
  time: { seconds: BigInt(Date.UTC(2019, 9, 13, 16, 14, 44)) / 1000n, nanos: 0 },
  lastBlockId: {
    hash: new Uint8Array(32),
    partSetHeader: { total: 6, hash: new Uint8Array(32) },
  },
  lastCommitHash: hashOf("last_commit_hash"),
  dataHash: hashOf("data_hash"),
  validatorsHash: hashOf("validators_hash"),
  nextValidatorsHash: hashOf("next_validators_hash"),
  consensusHash: hashOf("consensus_hash"),
  appHash: hashOf("app_hash"),
  lastResultsHash: hashOf("last_results_hash"),
  evidenceHash: hashOf("evidence_hash"),
  proposerAddress: hashOf("proposer_address").subarray(0, 20),
};

test("the header of CometBFT's TestHeaderHash has the hash that stands there", () => {
  expect(toHex(headerHash(header)).toUpperCase()).toBe(
    "F740121F553B5418C3EFBD343C2DBFE9E007BB67B0D020A0741374BAB65242A4",
  );
});

test("every field of a header changes its hash", () => {
  const before = toHex(headerHash(header));
  const changes: readonly Partial<Header>[] = [
    { version: { block: 1n, app: 3n } },
    { chainId: "chainIe" },
    { height: 4n },
    { time: { seconds: header.time.seconds, nanos: 1 } },
    { lastBlockId: { ...header.lastBlockId, hash: hashOf("x") } },
    ...(["lastCommitHash", "dataHash", "validatorsHash", "nextValidatorsHash"] as const).map(
      (name) => ({ [name]: hashOf("x") }),
    ),
    ...(
      ["consensusHash", "appHash", "lastResultsHash", "evidenceHash", "proposerAddress"] as const
    ).map((name) => ({ [name]: hashOf("x") })),
  ];
  for (const change of changes)
    expect(toHex(headerHash({ ...header, ...change }))).not.toBe(before);
});

/** CometBFT's TestVoteSignBytesTestVectors. */
test("votes have the sign bytes of CometBFT's own vectors", () => {
  const vote = { height: 1n, round: 1, timestamp: zeroTime, chainId: "" };
  const none = encodeCanonicalVote({ ...vote, typeNumber: 0, height: 0n, round: 0 });
  expect(toHex(none)).toBe(`0d${zeroTimeField}`);
  expect(toHex(voteSignBytes({ ...vote, type: "precommit" }))).toBe(
    `21080211${one}19${one}${zeroTimeField}`,
  );
  expect(toHex(voteSignBytes({ ...vote, type: "prevote" }))).toBe(
    `21080111${one}19${one}${zeroTimeField}`,
  );
  expect(toHex(encodeCanonicalVote({ ...vote, typeNumber: 0 }))).toBe(
    `1f11${one}19${one}${zeroTimeField}`,
  );
  expect(toHex(encodeCanonicalVote({ ...vote, typeNumber: 0, chainId: "test_chain_id" }))).toBe(
    `2e11${one}19${one}${zeroTimeField}320d${toHex(new TextEncoder().encode("test_chain_id"))}`,
  );
});

test("a block id stands in a vote with its parts", () => {
  const blockId = { hash: hashOf("block"), partSetHeader: { total: 1, hash: hashOf("parts") } };
  const vote = {
    type: "precommit",
    height: 1n,
    round: 0,
    timestamp: zeroTime,
    chainId: "",
  } as const;
  const id = `0a20${toHex(hashOf("block"))}122408011220${toHex(hashOf("parts"))}`;
  expect(toHex(voteSignBytes({ ...vote, blockId }))).toBe(
    `62080211${one}2248${id}${zeroTimeField}`,
  );
});

test("nothing has the hash of nothing", () => {
  const empty = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";
  expect(toHex(dataHash([]))).toBe(empty);
  expect(toHex(resultsHash([]))).toBe(empty);
  expect(toHex(commitHash([]))).toBe(empty);
  expect(toHex(validatorSetHash([]))).toBe(empty);
});

test("hashes of blocks are over the encodings that CometBFT uses", () => {
  const publicKey = hashOf("key");
  const validator = fromHex(`0a220a20${toHex(publicKey)}100a`);
  expect(validatorSetHash([{ publicKey, power: 10n }])).toEqual(merkleRoot([validator]));
  const params = fromHex("088080800110ffffffffffffffffff01");
  expect(consensusParamsHash({ maxBytes: 2_097_152n, maxGas: -1n })).toEqual(sha256(params));
  const result = { code: 5, data: Uint8Array.of(7), gasWanted: 3n, gasUsed: 2n };
  expect(resultsHash([result])).toEqual(merkleRoot([fromHex("080512010728033002")]));
  expect(dataHash([Uint8Array.of(1)])).toEqual(merkleRoot([sha256(Uint8Array.of(1))]));
  const block = new Uint8Array(65_537).fill(1);
  const hash = merkleRoot([block.subarray(0, 65_536), block.subarray(65_536)]);
  expect(partSetHeader(block)).toEqual({ total: 2, hash });
});

test("the browser's platform answers as Node's does", () => {
  const bytes = fc.uint8Array({ maxLength: 200 });
  const seed = fc.uint8Array({ minLength: 32, maxLength: 32 });
  fc.assert(
    fc.property(bytes, seed, fc.nat(63), (message, secret, place) => {
      expect(browser.sha256(message)).toEqual(node.sha256(message));
      const key = ed25519.getPublicKey(secret);
      const good = ed25519.sign(message, secret);
      const bad = good.with(place, (good[place] ?? 0) ^ 1);
      for (const platform of [browser, node]) {
        expect(platform.verifyEd25519Strict(key, message, good)).toBe(true);
        expect(platform.verifyEd25519Strict(key, message, bad)).toBe(false);
      }
      expect(verifyConsensusSignature(key, message, good)).toBe(true);
      expect(verifyConsensusSignature(key, message, bad)).toBe(false);
    }),
    { numRuns: 20 },
  );
});

test("a consensus signature is judged by ZIP-215: a key of small order verifies with R = A, s = 0", () => {
  const smallOrder = fromHex("26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05");
  const signature = new Uint8Array(64);
  signature.set(smallOrder);
  expect(verifyConsensusSignature(smallOrder, Uint8Array.of(1), signature)).toBe(true);
});
