import {
  BlockIDFlag,
  type Commit,
  type Ed25519PrivateKey,
  ed25519FromSeed,
  type Header,
  headerHash,
  keyHash,
  type LightClientHeader,
  sha256,
  type ValidatorSet,
  validatorSetHash,
  voteSignBytes,
} from "@stos/codec";
import { describe, expect, test } from "vitest";
import {
  type ClientState,
  decodeHeader,
  encodeHeader,
  LightClientError,
  revisionOf,
  trustGenesis,
  verifyHeader,
  verifyMisbehaviour,
} from "./index.ts";

type Member = Readonly<{ key: Ed25519PrivateKey; power: bigint }>;

const chainId = "stratos-test-3";
const start = 1_800_000_000;
const period = 14 * 86_400;
const hashOf = (words: string) => sha256(new TextEncoder().encode(words));
const member = (name: string, power: bigint): Member => ({
  key: ed25519FromSeed(hashOf(name)),
  power,
});
const four = ["a", "b", "c", "d"].map((name) => member(name, 10n));
/** One of the four is left: a quarter of their power. */
const strangers = [...four.slice(0, 1), ...["e", "f", "g"].map((name) => member(name, 10n))];
/** Two of the four are left: half. */
const half = [...four.slice(0, 2), ...["e", "f"].map((name) => member(name, 10n))];

function hashOfSet(members: readonly Member[]): Uint8Array {
  return validatorSetHash(members.map(({ key, power }) => ({ publicKey: key.publicKey, power })));
}

function setOf(members: readonly Member[]): ValidatorSet {
  const validators = members.map(({ key, power }) => ({
    address: keyHash(key.publicKey),
    pubKey: { ed25519: key.publicKey },
    votingPower: power,
    proposerPriority: 0n,
  }));
  return { validators, totalVotingPower: 0n };
}

function makeHeader(
  height: number,
  members: readonly Member[],
  next = members,
  change: Partial<Header> = {},
): Header {
  return {
    version: { block: 11n, app: 0n },
    chainId,
    height: BigInt(height),
    time: { seconds: BigInt(start + height), nanos: 5 },
    lastBlockId: { hash: hashOf("last"), partSetHeader: { total: 1, hash: hashOf("parts") } },
    lastCommitHash: hashOf("commit"),
    dataHash: hashOf("data"),
    validatorsHash: hashOfSet(members),
    nextValidatorsHash: hashOfSet(next),
    consensusHash: hashOf("params"),
    appHash: hashOf(`state ${height - 1}`),
    lastResultsHash: hashOf("results"),
    evidenceHash: hashOf("evidence"),
    proposerAddress: keyHash(members[0]?.key.publicKey ?? new Uint8Array(32)),
    ...change,
  };
}

/** A commit in which those of `signing` vote and the others are absent. */
function commitTo(header: Header, members: readonly Member[], signing = members): Commit {
  const blockId = { hash: headerHash(header), partSetHeader: { total: 1, hash: hashOf("parts") } };
  const signatures = members.map((voter) => {
    if (!signing.includes(voter))
      return {
        blockIdFlag: BlockIDFlag.BLOCK_ID_FLAG_ABSENT,
        validatorAddress: new Uint8Array(0),
        timestamp: { seconds: 0n, nanos: 0 },
        signature: new Uint8Array(0),
      };
    const vote = {
      height: header.height,
      round: 1,
      blockId,
      timestamp: header.time,
      chainId: header.chainId,
    };
    return {
      blockIdFlag: BlockIDFlag.BLOCK_ID_FLAG_COMMIT,
      validatorAddress: keyHash(voter.key.publicKey),
      timestamp: header.time,
      signature: voter.key.sign(voteSignBytes({ ...vote, type: "precommit" })),
    };
  });
  return { height: header.height, round: 1, blockId, signatures };
}

function update(
  trusted: ClientState,
  header: Header,
  members: readonly Member[],
  signing = members,
): LightClientHeader {
  return {
    signedHeader: { header, commit: commitTo(header, members, signing) },
    validatorSet: setOf(members),
    trustedHeight: { revisionNumber: 3n, revisionHeight: BigInt(trusted.height) },
  };
}

const genesis = trustGenesis({
  chainId,
  initialHeight: 1,
  time: start,
  validatorsHash: hashOfSet(four),
  trustingPeriodSeconds: period,
});
const now = start + 1_000;
const trusted = verifyHeader({
  trusted: genesis,
  header: update(genesis, makeHeader(1, four), four),
  now,
});

function codeOf(state: ClientState, header: LightClientHeader, at = now): string {
  try {
    verifyHeader({ trusted: state, header, now: at });
    return "verified";
  } catch (error) {
    if (error instanceof LightClientError) return error.failure.code;
    throw error;
  }
}

test("the first header verifies against the genesis' set, at the genesis' own time, too", () => {
  const first = makeHeader(1, four, four, { time: { seconds: BigInt(start), nanos: 0 } });
  expect(codeOf(genesis, update(genesis, first, four))).toBe("verified");
  expect(codeOf(genesis, update(genesis, makeHeader(1, half), half))).toBe("wrong-validators");
  expect(trusted).toMatchObject({
    height: 1,
    revision: 3,
    frozen: false,
    time: { seconds: start + 1, nanos: 5 },
  });
  expect(trusted.appHash).toEqual(hashOf("state 0"));
});

test.each([
  { seconds: BigInt(start + 1), nanos: -1 },
  { seconds: BigInt(start + 1), nanos: 1_000_000_000 },
  { seconds: 2n ** 53n, nanos: 0 },
  { seconds: -(2n ** 63n), nanos: 0 },
])("a time of %o is none, a header's or a vote's", (time) => {
  expect(codeOf(genesis, update(genesis, makeHeader(1, four, four, { time }), four))).toBe(
    "malformed",
  );
  const header = update(genesis, makeHeader(1, four), four);
  const commit = header.signedHeader?.commit;
  if (commit === undefined) throw new Error("a commit");
  const signatures = commit.signatures.map((vote) => ({ ...vote, timestamp: time }));
  const late = {
    ...header,
    signedHeader: { ...header.signedHeader, commit: { ...commit, signatures } },
  };
  expect(codeOf(genesis, late)).toBe("malformed");
});

test("a chain that changes its set is followed header by header, on the wire's bytes", () => {
  let state = trusted;
  let members = four;
  for (let height = 2; height < 8; height += 1) {
    const next = height % 2 === 0 ? half : four;
    const header = update(state, makeHeader(height, members, next), members);
    state = verifyHeader({ trusted: state, header: decodeHeader(encodeHeader(header)), now });
    members = next;
  }
  expect(state.height).toBe(7);
  expect(state.appHash).toEqual(hashOf("state 6"));
});

describe("skipping", () => {
  const skip = (members: readonly Member[], signing = members): LightClientHeader => ({
    ...update(trusted, makeHeader(50, members), members, signing),
    trustedValidators: setOf(four),
  });

  test("more than a third of the trusted power is enough, a quarter isn't", () => {
    expect(codeOf(trusted, skip(four))).toBe("verified");
    expect(codeOf(trusted, skip(half))).toBe("verified");
    expect(codeOf(trusted, skip(strangers))).toBe("not-enough-power");
  });

  test("exactly a third isn't more than a third", () => {
    const three = four.slice(0, 3);
    const state = { ...trusted, nextValidatorsHash: hashOfSet(three) };
    const header = { ...skip(strangers), trustedValidators: setOf(three) };
    expect(codeOf(state, header)).toBe("not-enough-power");
  });

  test("the trusted set must be shown, and be the one that is trusted", () => {
    expect(codeOf(trusted, update(trusted, makeHeader(50, four), four))).toBe("malformed");
    expect(codeOf(trusted, { ...skip(four), trustedValidators: setOf(half) })).toBe(
      "wrong-validators",
    );
  });

  test("trusted votes are checked before the others'", () => {
    const header = skip([...strangers].reverse());
    for (const vote of header.signedHeader?.commit?.signatures ?? [])
      vote.signature = new Uint8Array(64);
    const strangersOnly = { ...header, trustedValidators: setOf([member("z", 1n)]) };
    const state = { ...trusted, nextValidatorsHash: hashOfSet([member("z", 1n)]) };
    expect(codeOf(state, strangersOnly)).toBe("not-enough-power");
  });
});

test("exactly two thirds of the new power isn't more than two thirds", () => {
  const three = four.slice(0, 3);
  const state = { ...trusted, nextValidatorsHash: hashOfSet(three) };
  const header = makeHeader(2, three);
  expect(codeOf(state, update(state, header, three, three.slice(0, 2)))).toBe("not-enough-power");
  expect(codeOf(state, update(state, header, three))).toBe("verified");
  expect(codeOf(trusted, update(trusted, makeHeader(2, four), four, four.slice(1)))).toBe(
    "verified",
  );
});

test("every field of a signed header is bound by the commit", () => {
  const good = makeHeader(2, four);
  const changes: readonly Partial<Header>[] = [
    { version: { block: 11n, app: 1n } },
    { height: 3n },
    { time: { ...good.time, nanos: 6 } },
    { lastBlockId: { ...good.lastBlockId, hash: hashOf("x") } },
    { lastCommitHash: hashOf("x") },
    { dataHash: hashOf("x") },
    { nextValidatorsHash: hashOf("x") },
    { consensusHash: hashOf("x") },
    { appHash: hashOf("x") },
    { lastResultsHash: hashOf("x") },
    { evidenceHash: hashOf("x") },
    { proposerAddress: new Uint8Array(20) },
  ];
  for (const change of changes) {
    const header = update(trusted, good, four);
    const signedHeader = { ...header.signedHeader, header: { ...good, ...change } };
    expect(codeOf(trusted, { ...header, signedHeader })).toBe("wrong-commit");
  }
});

test("every field of a commit is bound by the signatures", () => {
  const header = update(trusted, makeHeader(2, four), four);
  const commit = header.signedHeader?.commit ?? expect.fail("no commit");
  const withCommit = (change: Partial<Commit>) =>
    codeOf(trusted, {
      ...header,
      signedHeader: { ...header.signedHeader, commit: { ...commit, ...change } },
    });
  const [first = expect.fail("no vote"), second = expect.fail("no vote"), ...rest] =
    commit.signatures;
  const parts = { total: 2, hash: hashOf("parts") };

  expect(withCommit({})).toBe("verified");
  expect(withCommit({ round: 2 })).toBe("wrong-signature");
  expect(withCommit({ blockId: { ...commit.blockId, partSetHeader: parts } })).toBe(
    "wrong-signature",
  );
  expect(withCommit({ height: 3n })).toBe("wrong-commit");
  expect(withCommit({ signatures: [second, ...rest] })).toBe("wrong-commit");
  expect(withCommit({ signatures: [second, first, ...rest] })).toBe("wrong-commit");
  const late = { ...first, timestamp: { seconds: 1n, nanos: 0 } };
  expect(withCommit({ signatures: [late, second, ...rest] })).toBe("wrong-signature");
  const forged = { ...first, signature: first.signature.with(3, (first.signature[3] ?? 0) ^ 1) };
  expect(withCommit({ signatures: [forged, second, ...rest] })).toBe("wrong-signature");
  const flag = BlockIDFlag.BLOCK_ID_FLAG_NIL;
  const nil = [first, second].map((vote) => ({ ...vote, blockIdFlag: flag }));
  expect(withCommit({ signatures: [...nil, ...rest] })).toBe("not-enough-power");
});

test("a header of another chain, revision, trusted height, or not above the trusted one is refused", () => {
  const other = makeHeader(2, four, four, { chainId: "stratos-test-4" });
  expect(codeOf(trusted, update(trusted, other, four))).toBe("wrong-chain");
  const good = update(trusted, makeHeader(2, four), four);
  expect(
    codeOf(trusted, { ...good, trustedHeight: { revisionNumber: 2n, revisionHeight: 1n } }),
  ).toBe("wrong-revision");
  expect(
    codeOf(trusted, { ...good, trustedHeight: { revisionNumber: 3n, revisionHeight: 2n } }),
  ).toBe("wrong-trusted-height");
  expect(codeOf(trusted, update(trusted, makeHeader(1, four), four))).toBe("height-not-newer");
  expect(codeOf(trusted, {} as LightClientHeader)).toBe("malformed");
});

test("time goes forward, at most 30 s ahead, within the trusting period, and never when frozen", () => {
  const good = update(trusted, makeHeader(2, four), four);
  const same = makeHeader(2, four, four, { time: { seconds: BigInt(start + 1), nanos: 5 } });
  expect(codeOf(trusted, update(trusted, same, four))).toBe("time-not-newer");
  expect(codeOf(trusted, good, start + 2 - 29)).toBe("verified");
  expect(codeOf(trusted, good, start + 2 - 30)).toBe("time-ahead");
  expect(codeOf(trusted, good, start + 1 + period - 1)).toBe("verified");
  expect(codeOf(trusted, good, start + 1 + period)).toBe("expired");
  expect(codeOf({ ...trusted, frozen: true }, good)).toBe("frozen");
});

test("a set above 200, with a validator twice, without power or under another's address is refused", () => {
  const good = update(trusted, makeHeader(2, four), four);
  const set = setOf(four);
  const [first = expect.fail("no validator")] = set.validators;
  const withSet = (validators: ValidatorSet["validators"]) =>
    codeOf(trusted, { ...good, validatorSet: { ...set, validators } });
  expect(withSet(Array.from({ length: 201 }, () => first))).toBe("malformed");
  expect(withSet([])).toBe("malformed");
  expect(withSet([...set.validators, first])).toBe("malformed");
  expect(withSet([{ ...first, votingPower: 0n }])).toBe("malformed");
  expect(withSet([{ ...first, address: new Uint8Array(20) }])).toBe("malformed");
  expect(withSet([{ ...first, votingPower: 11n }, ...set.validators.slice(1)])).toBe(
    "wrong-validators",
  );
});

test("two verified headers of one height freeze the client, others don't", () => {
  const first = update(trusted, makeHeader(2, four), four);
  const fork = update(trusted, makeHeader(2, four, four, { appHash: hashOf("fork") }), four);
  expect(verifyMisbehaviour({ trusted, first, second: fork, now }).frozen).toBe(true);
  expect(() => verifyMisbehaviour({ trusted, first, second: first, now })).toThrow(
    LightClientError,
  );
  const later = { ...update(trusted, makeHeader(3, four), four), trustedValidators: setOf(four) };
  expect(() => verifyMisbehaviour({ trusted, first, second: later, now })).toThrow(
    LightClientError,
  );
});

test("bytes that are no header are refused as such", () => {
  expect(() => decodeHeader(Uint8Array.of(0x0a, 0xff))).toThrow(LightClientError);
  expect(() => decodeHeader(new Uint8Array(300_000))).toThrow(LightClientError);
});

test("the revision stands behind the last hyphen", () => {
  expect(["stratos-devnet-2", "stratos-1", "stratos", "a-01", "a-"].map(revisionOf)).toEqual([
    2, 1, 0, 0, 0,
  ]);
});
