import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { ed25519FromSeed, toBase64 } from "@stos/codec";
import { afterEach, beforeEach, expect, test } from "vitest";
import { type Issuer, openIssuer } from "./issuer.ts";
import { IssuerError } from "./issuer-error.ts";
import { type IssuerServer, startIssuerServer } from "./issuer-server.ts";
import {
  type IssuingChain,
  knownReachability,
  seeded,
  signedAsks,
  startIssuingChain,
  walletOf,
} from "./testing/issuing-chain.ts";

let folder = "";
let issuing: IssuingChain;
let issuer: Issuer;
let server: IssuerServer;
const bugs: unknown[] = [];

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "issuer-"));
  issuing = await startIssuingChain({ noz: 10_000_000n });
  const { view: chain, issuerKey: key } = issuing;
  issuer = await openIssuer({
    chain,
    key,
    journal: join(folder, "journal"),
    prober: knownReachability(),
  });
  server = await startIssuerServer({ issuer, port: 0, onBug: (error) => bugs.push(error) });
});
afterEach(async () => {
  await server[Symbol.asyncDispose]();
  await issuer[Symbol.asyncDispose]();
  await rm(folder, { recursive: true });
  expect(bugs.splice(0)).toEqual([]);
});

async function post(
  body: Uint8Array | string,
  headers: Record<string, string>,
  path = "/stratos/issuer/v1/asks",
) {
  const answer = await fetch(server.url + path, {
    method: "POST",
    body: typeof body === "string" ? body : Buffer.from(body),
    headers,
  });
  return {
    status: answer.status,
    body: (await answer.json()) as {
      error?: Record<string, unknown>;
      answers?: unknown[];
      allowances?: unknown[];
    },
  };
}

function send(nonce: number, asks: readonly unknown[]) {
  const [body, signature] = signedAsks(issuing, nonce, asks);
  return post(body, { "x-stratos-signature": toBase64(signature) });
}

const seededNode = ed25519FromSeed(seeded("some node")).networkAddress;
const upload = { kind: "upload", size: 1_000_000, replicas: 3, count: 1 };

test("answers asks in their order, with allowances", async () => {
  const { status, body } = await send(1, [
    upload,
    { kind: "failed", number: 0, node: seededNode, reason: "" },
  ]);
  expect(status).toBe(200);
  expect(body.answers).toMatchObject([{ assignments: [{ number: 0, passedOver: [] }] }, {}]);
  expect(body.allowances).toHaveLength(3);
});

test("refuses in the contract's form: status, code, amounts as texts", async () => {
  const { status, body } = await send(1, [{ ...upload, size: 4_000_000 }]);
  expect(status).toBe(402);
  expect(body.error).toMatchObject({
    code: "ozone-exhausted",
    needed: "12000000",
    available: "10000000",
  });
  expect(body.error?.["message"]).toMatch(/PREPAY/);
});

test.each([
  ["no JSON", "{", { "x-stratos-signature": toBase64(new Uint8Array(64)) }, 400, "ask-invalid"],
  ["no signature", "{}", {}, 401, "signature-wrong"],
  ["a signature that isn't base64", "{}", { "x-stratos-signature": "%" }, 401, "signature-wrong"],
  ["a body above 1 MiB", "x".repeat(1_048_577), {}, 400, "ask-invalid"],
] as const)("refuses %s", async (_, text, headers, status, code) => {
  const answer = await post(text, headers);
  expect(answer).toMatchObject({ status, body: { error: { code } } });
});

const download = { kind: "download", wallet: walletOf("alice"), bucket: "files", key: "a" };
test.each([
  ["half a surrogate pair as key", { ...download, key: "a\ud800" }],
  ["half a surrogate pair as bucket", { ...download, bucket: "files\udc00" }],
  ["a zero character in a key", { ...download, key: "a\0" }],
  ["an empty key", { ...download, key: "" }],
  ["a key of 1,025 bytes", { ...download, key: "x".repeat(1_025) }],
  ["no bucket's name", { ...download, bucket: "F" }],
  ["no wallet", { ...download, wallet: "alice" }],
  ["a node that is no address", { kind: "failed", number: 0, node: "stsds1x", reason: "" }],
  [
    "half a surrogate pair as reason",
    { kind: "failed", number: 0, node: seededNode, reason: "\ud800" },
  ],
  ["an allowance at half a surrogate pair", { kind: "allowance", node: "\ud800", noz: "1" }],
])("refuses %s and answers on", async (_, ask) => {
  expect(await send(1, [ask])).toMatchObject({
    status: 400,
    body: { error: { code: "ask-invalid" } },
  });
  expect(await send(2, [upload])).toMatchObject({ status: 200 });
});

test("an unexpected error in one request answers 500 and ends nothing; a failed journal does", async () => {
  const failures: unknown[] = [];
  const faults: unknown[] = [];
  const errors = [
    new RangeError("a bug"),
    new IssuerError({ code: "journal-failed", reason: "EIO" }),
  ];
  const failing: Issuer = { ...issuer, answer: () => Promise.reject(errors.shift()) };
  await using second = await startIssuerServer({
    issuer: failing,
    port: 0,
    onBug: (error) => faults.push(error),
    onFailedRequest: (error) => failures.push(error),
  });
  const headers = { "x-stratos-signature": toBase64(new Uint8Array(64)) };
  const ask = () =>
    fetch(`${second.url}/stratos/issuer/v1/asks`, { method: "POST", body: "{}", headers });
  expect((await ask()).status).toBe(500);
  expect([failures.length, faults.length]).toEqual([1, 0]);
  expect((await ask()).status).toBe(500);
  expect([failures.length, faults.length]).toEqual([1, 1]);
});

test("knows nothing else", async () => {
  expect(await post("{}", {}, "/")).toMatchObject({
    status: 404,
    body: { error: { code: "not-found" } },
  });
});
