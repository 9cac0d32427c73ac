import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  AllowanceSchema,
  decodeMessage,
  ed25519FromSeed,
  fromBase64,
  toHex,
  verifyAllowance,
  verifyAssignment,
} from "@stos/codec";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { drawUpload } from "../draws/index.ts";
import { openSession, settleMessage, signedEntry } from "../testing/test-actors.ts";
import type { DownloadAnswer } from "./assign-reads.ts";
import type { UploadAnswer } from "./assign-uploads.ts";
import { type AsksAnswer, type Issuer, openIssuer } from "./issuer.ts";
import { IssuerError, type IssuerFailure } from "./issuer-error.ts";
import { allowancesOf } from "./testing/allowances-of.ts";
import {
  type IssuingChain,
  knownReachability,
  putPlainObject,
  seeded,
  signedAsks,
  startIssuingChain,
  walletOf,
} from "./testing/issuing-chain.ts";

const mib = 1_048_576;
let folder = "";
let issuing: IssuingChain;
let issuer: Issuer;
let nonce = 0;

async function start(noz: bigint, unreachable: ReadonlySet<string> = new Set()) {
  issuing = await startIssuingChain({ noz });
  const prober = knownReachability(unreachable);
  issuer = await reopen(prober);
  return prober;
}

function reopen(prober = knownReachability()): Promise<Issuer> {
  const { view, issuerKey } = issuing;
  return openIssuer({ chain: view, key: issuerKey, journal: join(folder, "journal"), prober });
}

function ask(...asks: readonly unknown[]): Promise<AsksAnswer> {
  nonce += 1;
  return issuer.answer(...signedAsks(issuing, nonce, asks));
}

const upload = { kind: "upload", size: mib, replicas: 3, count: 1 };
const uploads = ({ answers }: AsksAnswer) =>
  answers.flatMap((answer) => (answer as UploadAnswer).assignments);

async function failureOf(run: Promise<unknown>): Promise<IssuerFailure> {
  const error = await run.then(
    () => expect.fail("it was answered"),
    (refused: unknown) => refused,
  );
  if (!(error instanceof IssuerError)) throw error;
  return error.failure;
}

beforeEach(async () => {
  nonce = 0;
  folder = await mkdtemp(join(tmpdir(), "issuer-"));
});
afterEach(async () => {
  await issuer[Symbol.asyncDispose]();
  await rm(folder, { recursive: true });
});

describe("uploads", () => {
  test("take one number after the other, and each draw is the one that the chain recomputes", async () => {
    await start(10n ** 12n);
    const given = uploads(await ask({ ...upload, count: 5 }, upload));

    expect(given.map(({ number }) => number)).toEqual([0, 1, 2, 3, 4, 5]);
    for (const { number, nodes, passedOver } of given) {
      const { chain, sessionHex } = issuing;
      const recomputed = await chain.get(`/stratos/meta/v1/assignments/${sessionHex}/${number}`);
      expect(recomputed).toMatchObject({
        nodes: nodes.map(({ node }) => node),
        passed_over: passedOver,
      });
    }
  });

  test("come with allowances that the chain takes, for every node that they go to", async () => {
    await start(10n ** 12n);
    const answer = await ask({ ...upload, count: 4 });

    const wanted = new Set(uploads(answer).flatMap(({ nodes }) => nodes.map(({ node }) => node)));
    const allowances = answer.allowances.map((text) =>
      decodeMessage(AllowanceSchema, fromBase64(text)),
    );
    expect(new Set(allowances.map(({ node }) => node))).toEqual(wanted);
    for (const allowance of allowances) {
      expect(toHex(allowance.session)).toBe(issuing.sessionHex);
      expect(verifyAllowance(issuing.view.domain, allowance, issuing.issuerKey.publicKey)).toBe(
        true,
      );
    }
  });

  test("pass over nodes that the prober doesn't reach, and say so", async () => {
    await start(10n ** 12n);
    const [first] = uploads(await ask(upload));
    const dead = first?.nodes[0]?.node ?? "";
    await issuer[Symbol.asyncDispose]();
    issuer = await reopen(knownReachability(new Set([dead])));

    const given = uploads(await ask({ ...upload, count: 30 }));
    expect(given.some(({ passedOver }) => passedOver.includes(dead))).toBe(true);
    const { sessions, tables, parameters } = issuing.chain.capabilities();
    const { seed, table } = sessions.require(issuing.session.id);
    for (const { number, nodes, passedOver, signature } of given) {
      const terms = { session: issuing.session.id, number, passedOver: [...passedOver] };
      const proof = {
        key: issuing.issuerKey.publicKey,
        signature: fromBase64(signature ?? ""),
      };
      expect(verifyAssignment(issuing.view.domain, terms, proof)).toBe(passedOver.length > 0);
      const draw = drawUpload({
        seed: seed ?? new Uint8Array(),
        number,
        table: tables.get(table) ?? { epoch: 0, entries: [] },
        replicas: 3,
        distinctNetworks: parameters.get().distinctNetworks,
        isPassedOver: (node) => passedOver.includes(node),
      });
      expect(nodes.map(({ node }) => node)).toEqual(draw.nodes);
      expect(draw.nodes).not.toContain(dead);
    }
  });

  test("need enough nodes of different owners", async () => {
    const { nodeKeys } = await startIssuingChain({ noz: 1n });
    await start(
      10n ** 12n,
      new Set(nodeKeys.slice(0, 4).map(({ networkAddress }) => networkAddress)),
    );
    expect(await failureOf(ask(upload))).toEqual({ code: "not-enough-nodes", wanted: 3, found: 2 });
  });

  test("stop when the session's Ozone is named, and leave the numbers for smaller ones", async () => {
    await start(BigInt(7 * mib));
    await ask({ ...upload, count: 2 });
    expect(await failureOf(ask(upload))).toEqual({
      code: "ozone-exhausted",
      needed: BigInt(3 * mib),
      available: BigInt(mib),
    });

    const [small] = uploads(await ask({ ...upload, size: 1_000 }));
    expect(small?.number).toBe(2);
  });
});

describe("requests", () => {
  test.each([
    [
      "another key's signature",
      "signature-wrong",
      (body: Uint8Array) => [body, ed25519FromSeed(seeded("mallory")).sign(body)],
    ],
    [
      "a changed body",
      "signature-wrong",
      (body: Uint8Array, signature: Uint8Array) => [
        Buffer.concat([body, Buffer.from(" ")]),
        signature,
      ],
    ],
  ] as const)("with %s are refused", async (_, code, forge) => {
    await start(10n ** 12n);
    const [body, signature] = signedAsks(issuing, 1, [upload]);
    const [forged, forgedSignature] = forge(body, signature);
    expect(await failureOf(issuer.answer(forged ?? body, forgedSignature ?? signature))).toEqual({
      code,
    });
  });

  test("can't be repeated, nor an older nonce used, after a restart either", async () => {
    await start(10n ** 12n);
    const signed = signedAsks(issuing, 7, [upload]);
    await issuer.answer(...signed);
    const used = { code: "nonce-used", nonce: 7, newest: 7 };
    expect(await failureOf(issuer.answer(...signed))).toEqual(used);

    await issuer[Symbol.asyncDispose]();
    issuer = await reopen();
    expect(await failureOf(issuer.answer(...signed))).toEqual(used);
    expect(await failureOf(issuer.answer(...signedAsks(issuing, 6, [upload])))).toMatchObject({
      code: "nonce-used",
    });
  });

  test("that were refused have spent their nonce", async () => {
    await start(BigInt(mib));
    const signed = signedAsks(issuing, 3, [upload]);
    expect((await failureOf(issuer.answer(...signed))).code).toBe("ozone-exhausted");
    expect((await failureOf(issuer.answer(...signed))).code).toBe("nonce-used");
  });

  test.each<readonly [string, unknown, IssuerFailure["code"]]>([
    ["a slice above 16 MiB", { ...upload, size: 16 * mib + 1 }, "ask-invalid"],
    ["too few replicas", { ...upload, replicas: 1 }, "ask-invalid"],
    ["a fraction", { ...upload, count: 1.5 }, "ask-invalid"],
    ["an unknown kind", { kind: "wish" }, "ask-invalid"],
    [
      "a node that nobody knows",
      { kind: "allowance", node: ed25519FromSeed(seeded("nobody")).networkAddress, noz: "1" },
      "ask-invalid",
    ],
    ["a negative amount", { kind: "allowance", node: "stsds1nobody", noz: "-1" }, "ask-invalid"],
    [
      "an object that isn't there",
      { kind: "download", wallet: walletOf("alice"), bucket: "files", key: "k" },
      "object-missing",
    ],
    [
      "another wallet's object",
      { kind: "download", wallet: walletOf("bob"), bucket: "files", key: "k" },
      "not-permitted",
    ],
  ])("for %s are refused", async (_, wrong, code) => {
    await start(10n ** 12n);
    expect((await failureOf(ask(wrong))).code).toBe(code);
  });

  test("hold at most 64 asks and 4,096 draws", async () => {
    await start(10n ** 15n);
    expect((await failureOf(ask(...Array<unknown>(65).fill(upload)))).code).toBe("too-many-asks");
    const many = { ...upload, size: 1, count: 4_096 };
    expect((await failureOf(ask(many, upload))).code).toBe("too-many-asks");
  });

  test("of other issuers' sessions, unknown and closed ones are refused", async () => {
    await start(10n ** 12n);
    const other = await openIssuer({
      chain: issuing.view,
      key: ed25519FromSeed(seeded("another issuer")),
      journal: join(folder, "other"),
      prober: knownReachability(),
    });
    expect((await failureOf(other.answer(...signedAsks(issuing, 1, [upload])))).code).toBe(
      "session-unknown",
    );
    await other[Symbol.asyncDispose]();

    await ask(upload);
    issuing.chain
      .capabilities()
      .sessions.end(
        issuing.chain.capabilities().sessions.require(issuing.session.id),
        "closed",
        99,
      );
    issuing.publish();
    expect((await failureOf(ask(upload))).code).toBe("session-closed");
    expect(await issuer.dropEnded()).toBe(1);
    expect(await issuer.dropEnded()).toBe(0);
  });

  test("that say a node failed bring its probe forward before the other asks are answered", async () => {
    const prober = await start(10n ** 12n);
    const node = issuing.nodeKeys[2]?.networkAddress ?? "";
    const { answers } = await ask({ kind: "failed", number: 0, node, reason: "reset" }, upload);
    expect(prober.probed).toEqual([node]);
    expect(answers).toHaveLength(2);
  });
});

test("a request that meets a bug takes what it had taken, on disk too, and others are answered", async () => {
  await start(10n ** 12n);
  await issuer[Symbol.asyncDispose]();
  const { view, issuerKey: key } = issuing;
  let readsLeft = Number.POSITIVE_INFINITY;
  const chain: typeof view = {
    ...view,
    async read(run) {
      const answer = await view.read(run);
      readsLeft -= 1;
      if (readsLeft === 0) throw new RangeError("a bug");
      return answer;
    },
  };
  const journal = join(folder, "journal");
  issuer = await openIssuer({ chain, key, journal, prober: knownReachability() });
  // The second one decides and takes.
  readsLeft = 2;
  await expect(ask(upload)).rejects.toThrow("a bug");
  const [next] = uploads(await ask(upload));
  expect(next?.number).toBe(1);

  await issuer[Symbol.asyncDispose]();
  issuer = await reopen();
  const [after] = uploads(await ask(upload));
  expect(after?.number).toBeGreaterThan(1);
});

describe("downloads", () => {
  test("name the slices of a range, holders in the drawn order, and allow the first one's chunks", async () => {
    await start(BigInt(10 * mib));
    const [given] = uploads(await ask(upload));
    const holders = await putPlainObject(issuing, {
      key: "a",
      number: given?.number ?? 0,
      size: mib,
    });
    const before = (await ask({ kind: "failed", number: 0, node: holders[0], reason: "" }))
      .allowances;
    expect(before).toEqual([]);

    const place = { wallet: walletOf("alice"), bucket: "files", key: "a" };
    const { answers, allowances } = await ask({
      kind: "download",
      ...place,
      first: 70_000,
      last: 70_001,
    });
    const { reads, plain } = answers[0] as DownloadAnswer;
    expect(plain).toBe(true);
    expect(reads).toHaveLength(1);
    expect(new Set(reads[0]?.nodes.map(({ node }) => node))).toEqual(new Set(holders));
    const first = reads[0]?.nodes[0]?.node ?? "";
    // Its megabyte of the upload and one chunk to read.
    expect(allowancesOf(allowances)).toEqual({ [first]: `${mib + 65_536}` });
  });

  test("allow more at nodes of a draw handed out, up to its size, and nothing at others", async () => {
    await start(BigInt(10 * mib));
    const [given] = uploads(await ask(upload));
    const holders = await putPlainObject(issuing, {
      key: "a",
      number: given?.number ?? 0,
      size: mib,
    });
    const place = { wallet: walletOf("alice"), bucket: "files", key: "a" };
    await issuer[Symbol.asyncDispose]();
    issuer = await reopen();
    const { answers } = await ask({ kind: "download", ...place });
    const [, second = ""] =
      (answers[0] as DownloadAnswer).reads[0]?.nodes.map(({ node }) => node) ?? [];
    const more = async (node: string, noz: number) =>
      allowancesOf((await ask({ kind: "allowance", node, noz: `${noz}` })).allowances);

    const greedy = { kind: "allowance", node: second, noz: "32768" };
    expect(allowancesOf((await ask(greedy, greedy)).allowances)).toEqual({
      [second]: `${mib + 65_536}`,
    });
    // More than the read is worth is granted no further than it, and then what there is already.
    const tooMuch = { ...greedy, noz: `${10 * mib}` };
    expect(allowancesOf((await ask(tooMuch, tooMuch)).allowances)).toEqual({
      [second]: `${2 * mib}`,
    });
    expect(await more(second, 1)).toEqual({ [second]: `${2 * mib}` });

    const outsider = issuing.nodeKeys
      .map(({ networkAddress }) => networkAddress)
      .find((node) => !holders.includes(node));
    const refused = ask({ kind: "allowance", node: outsider, noz: "1" });
    expect((await failureOf(refused)).code).toBe("not-permitted");
  });

  test("put replicas that don't answer behind the others", async () => {
    const unreachable = new Set<string>();
    await start(BigInt(10 * mib), unreachable);
    const [given] = uploads(await ask(upload));
    const [dead = ""] = await putPlainObject(issuing, {
      key: "a",
      number: given?.number ?? 0,
      size: mib,
    });
    unreachable.add(dead);

    const place = { wallet: walletOf("alice"), bucket: "files", key: "a" };
    for (let tries = 0; tries < 5; tries += 1) {
      const { answers } = await ask({ kind: "download", ...place });
      expect((answers[0] as DownloadAnswer).reads[0]?.nodes.at(-1)?.node).toBe(dead);
    }
  });
});

describe("a ledger", () => {
  test("that left memory for another session's comes back as it was", async () => {
    await start(BigInt(12 * mib));
    const other = await openSession(issuing.chain, "alice", { noz: 1_000_000n, key: "second" });
    issuing.publish();
    await issuer[Symbol.asyncDispose]();
    const { view, issuerKey } = issuing;
    // Both sessions are made this issuer's: which member the chain draws doesn't matter here.
    const capabilities = issuing.chain.capabilities();
    capabilities.sessions.set({
      ...capabilities.sessions.require(other.id),
      issuer: capabilities.sessions.require(issuing.session.id).issuer,
      issuerKey: issuerKey.publicKey,
    });
    issuer = await openIssuer({
      chain: view,
      key: issuerKey,
      journal: join(folder, "journal"),
      prober: knownReachability(),
      sessionsMax: 1,
    });

    const second = { session: other, sessionHex: toHex(other.id) };
    const numbers: number[] = [];
    for (const turn of [1, 2, 3]) {
      numbers.push(...uploads(await ask(upload)).map(({ number }) => number));
      await issuer.answer(...signedAsks(second, turn, [{ ...upload, size: 1_000 }]));
    }
    expect(new Set(numbers).size).toBe(3);
    // Nine megabytes of twelve are granted whatever left memory in between: three more fit, not six.
    expect((await failureOf(ask({ ...upload, count: 2 }))).code).toBe("ozone-exhausted");
    await ask(upload);
  });

  test("of an older generation grants nothing more", async () => {
    await start(10n ** 12n);
    await ask(upload);
    const { membership, sessions } = issuing.chain.capabilities();
    const member =
      membership.get(sessions.require(issuing.session.id).issuer) ?? expect.fail("no issuer");
    membership.admit({ ...member, generation: 2 });
    expect((await failureOf(ask(upload))).code).toBe("session-closed");
  });
});

describe("a journal", () => {
  test("that the chain knows more than keeps the issuer from starting", async () => {
    await start(10n ** 12n);
    const [given] = uploads(await ask(upload));
    const node = given?.nodes[0]?.node ?? "";
    const entry = signedEntry(issuing.chain, issuing.session, { node, total: 1_000n });
    expect(await issuing.chain.send(settleMessage(node, [entry]))).toMatchObject({ code: "ok" });
    await issuer[Symbol.asyncDispose]();

    issuer = await reopen();
    const { view, issuerKey } = issuing;
    const lost = openIssuer({
      chain: view,
      key: issuerKey,
      journal: join(folder, "empty"),
      prober: knownReachability(),
    });
    expect(await failureOf(lost)).toMatchObject({
      code: "journal-lost",
      session: issuing.sessionHex,
    });
  });

  test("belongs to one issuer's key", async () => {
    await start(10n ** 12n);
    await issuer[Symbol.asyncDispose]();
    const { view } = issuing;
    const foreign = openIssuer({
      chain: view,
      key: ed25519FromSeed(seeded("another issuer")),
      journal: join(folder, "journal"),
      prober: knownReachability(),
    });
    expect((await failureOf(foreign)).code).toBe("journal-foreign");
    issuer = await reopen();
  });
});
