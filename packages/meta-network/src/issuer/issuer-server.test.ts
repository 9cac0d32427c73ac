import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { toBase64 } from "@stos/codec";
import { afterEach, beforeEach, expect, test } from "vitest";
import { type Issuer, openIssuer } from "./issuer.ts";
import { type IssuerServer, startIssuerServer } from "./issuer-server.ts";
import {
  type IssuingChain,
  knownReachability,
  signedAsks,
  startIssuingChain,
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

const upload = { kind: "upload", size: 1_000_000, replicas: 3, count: 1 };

test("answers asks in their order, with allowances", async () => {
  const { status, body } = await send(1, [
    upload,
    { kind: "failed", number: 0, node: "", reason: "" },
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

test("knows nothing else", async () => {
  expect(await post("{}", {}, "/")).toMatchObject({
    status: 404,
    body: { error: { code: "not-found" } },
  });
});
