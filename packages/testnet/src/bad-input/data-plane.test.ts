import { randomBytes } from "node:crypto";
import { openValueNetwork, walletFromMnemonic } from "@stos/client";
import {
  AllowanceSchema,
  decodeMessage,
  ed25519FromSeed,
  encodeMessage,
  fromBase64,
  MsgSettleReceiptsSchema,
  merkleRoot,
  ReceiptSchema,
  toBase64,
  toHex,
} from "@stos/codec";
import { wei } from "@stos/units";
import { afterAll, beforeAll, expect, test } from "vitest";
import { getJson } from "../chain/get-json.ts";
import { type Devnet, startDevnet } from "../devnet/start-devnet.ts";
import { accountOf, chargesOf } from "../economy/charges.ts";
import { conservationAt } from "../economy/value-state.ts";
import { until } from "../until.ts";
import { type OwnSession, openOwnSession } from "./own-session.ts";

const epochSeconds = 10;
/** One chunk: a node receives one step of 64 KiB ahead of receipts. */
const body = randomBytes(50_000);
const slice = toHex(merkleRoot([body]));

let devnet: Devnet;
let wallet: string;
let session: OwnSession;
/** The first draw of the session: one node for one slice. */
let draw: Draw;
beforeAll(async () => {
  devnet = await startDevnet({ resourceNodes: 3, epochSeconds });
  const { value, meta, wallets } = devnet.file;
  const found = Object.values(wallets).filter(({ keyType }) => keyType === "secp256k1")[1];
  const { address, signer } = walletFromMnemonic(found?.mnemonic ?? "");
  wallet = address;
  await using network = openValueNetwork({ endpoints: value, signer });
  await network.prepay({ amount: wei(10n ** 18n) });
  const { available } = await until({ what: "the Ozone", withinMs: 20_000 }, async () => {
    const account = await accountOf(devnet.file, address);
    return account.available > 0n ? account : undefined;
  });
  session = await openOwnSession(meta, { signer, noz: available / 2n });
  draw = await nextDraw(session);
});
afterAll(() => devnet?.[Symbol.asyncDispose]());

test("a slice that doesn't match its id is slice-mismatch, says both ids, and isn't kept", async () => {
  const announced = "0".repeat(64);
  const answer = await put(draw, { slice: announced });
  expect(answer).toMatchObject({
    status: 422,
    code: "slice-mismatch",
    error: { expected: announced, actual: slice },
  });
  expect(await statusOfLeaves(draw.url, slice)).toBe(404);
});

test("a body that breaks off is not kept", async () => {
  const controller = new AbortController();
  const broken = new ReadableStream({
    start(stream) {
      stream.enqueue(body.subarray(0, 20_000));
      setTimeout(() => controller.abort(), 200);
    },
  });
  await expect(
    fetch(`${draw.url}/slices/${session.idHex}/${draw.number}`, {
      method: "PUT",
      headers: headersFor(draw, {}),
      body: broken,
      signal: controller.signal,
      duplex: "half",
    } as RequestInit),
  ).rejects.toThrow();
  expect(await statusOfLeaves(draw.url, slice)).toBe(404);
});

test("a slice at a node that another is sent to is refused, and so is one of no session", async () => {
  const stranger = devnet.file.resourceNodes.find(({ address }) => address !== draw.node);
  const elsewhere = await put({ ...draw, url: stranger?.url ?? "" }, {});
  expect(elsewhere.status).toBe(400);
  const nobody = await put(draw, {}, "ab".repeat(32));
  expect(nobody).toMatchObject({ status: 404, code: "session-unknown" });
});

test("a proper slice is kept, with custody signed", async () => {
  const answer = await put(draw, {});
  expect(answer.status).toBe(201);
  expect(await statusOfLeaves(draw.url, slice)).toBe(200);
  expect((await settle(draw, { upload: body.length })).status).toBe(204);
});

test("a receipt signed by another key is receipt-invalid", async () => {
  const stranger = ed25519FromSeed(randomBytes(32));
  expect(await settle(draw, { upload: body.length + 1, signer: stranger })).toMatchObject({
    status: 400,
    code: "receipt-invalid",
  });
});

test("a receipt whose amount was raised after signing is receipt-invalid", async () => {
  const receipt = decodeMessage(
    ReceiptSchema,
    fromBase64(session.receipt({ node: draw.node, upload: body.length })),
  );
  const raised = { nozTotal: "1000000", byKind: { upload: "1000000" } };
  const forged = toBase64(encodeMessage(ReceiptSchema, { ...receipt, ...raised }));
  expect(await post(draw, forged)).toMatchObject({ status: 400, code: "receipt-invalid" });
});

test("a receipt for one node replayed at another is receipt-invalid", async () => {
  const stranger = devnet.file.resourceNodes.find(({ address }) => address !== draw.node);
  const receipt = session.receipt({ node: draw.node, upload: body.length });
  expect(await post({ ...draw, url: stranger?.url ?? "", allowance: "" }, receipt)).toMatchObject({
    status: 400,
    code: "receipt-invalid",
  });
});

test("a decreasing receipt is receipt-decreasing", async () => {
  expect(await settle(draw, { upload: body.length - 1 })).toMatchObject({
    status: 409,
    code: "receipt-decreasing",
  });
});

test("a receipt beyond the allowance is allowance-exceeded, and a forged allowance doesn't help", async () => {
  const allowance = decodeMessage(AllowanceSchema, fromBase64(draw.allowance));
  const beyond = Number(allowance.nozTotal) + 1;
  expect(await settle(draw, { upload: beyond })).toMatchObject({
    status: 402,
    code: "allowance-exceeded",
  });
  const forged = { ...allowance, nozTotal: `${beyond}` };
  const receipt = session.receipt({ node: draw.node, upload: beyond });
  const answer = await post(
    { ...draw, allowance: toBase64(encodeMessage(AllowanceSchema, forged)) },
    receipt,
  );
  expect(answer).toMatchObject({ status: 400, code: "allowance-invalid" });
});

test("a download without a receipt for it is receipt-behind", async () => {
  const response = await fetch(`${draw.url}/slices/${slice}`, {
    headers: {
      "x-stratos-session": session.idHex,
      "x-stratos-number": `${draw.number}`,
      "x-stratos-allowance": draw.allowance,
      "x-stratos-receipt": session.receipt({ node: draw.node, upload: body.length }),
    },
  });
  expect(response.status).toBe(402);
  expect(await errorOf(response)).toMatchObject({ code: "receipt-behind" });
}, 60_000);

test("after all of it the wallet is charged once for the one slice, and nothing is lost", async () => {
  for (let time = 0; time < 3; time += 1) await settle(draw, { upload: body.length });
  await until({ what: "the charge", withinMs: 6 * epochSeconds * 1000 }, async () =>
    (await chargesOf(devnet.file, wallet)).upload > 0n ? true : undefined,
  );
  expect(await chargesOf(devnet.file, wallet)).toEqual({
    upload: BigInt(body.length),
    download: 0n,
  });
  const settled = await getJson(
    devnet.file.meta.rest,
    `/stratos/meta/v1/settled/${session.idHex}/${draw.node}`,
  );
  expect(settled).toMatchObject({ noz_total: `${body.length}` });
  expect(await conservationAt(devnet.file)).toMatchObject({ difference: "0" });
});

type Draw = Readonly<{ number: number; node: string; url: string; allowance: string }>;

async function nextDraw(own: OwnSession): Promise<Draw> {
  const ask = { kind: "upload", size: body.length, replicas: 1, count: 1 };
  const { answer, allowances } = await own.ask(ask);
  const [assignment] = answer["assignments"] as readonly {
    number: number;
    nodes: readonly { node: string; url: string }[];
  }[];
  const [first] = assignment?.nodes ?? [];
  return {
    number: assignment?.number ?? -1,
    node: first?.node ?? "",
    url: first?.url ?? "",
    allowance: allowances[0] ?? "",
  };
}

type Answer = Readonly<{ status: number; code?: string; error?: unknown }>;

function headersFor(
  { node, allowance }: Draw,
  extra: Readonly<Record<string, string>>,
): Record<string, string> {
  return {
    "content-length": `${body.length}`,
    "x-stratos-nodes": node,
    "x-stratos-allowances": allowance,
    "x-stratos-receipts": session.receipt({ node }),
    ...extra,
  };
}

async function put(
  to: Draw,
  order: Readonly<{ slice?: string }>,
  id = session.idHex,
): Promise<Answer> {
  const extra: Record<string, string> =
    order.slice === undefined ? {} : { "x-stratos-slice": order.slice };
  const response = await fetch(`${to.url}/slices/${id}/${to.number}`, {
    method: "PUT",
    headers: headersFor(to, extra),
    body,
  });
  return answerOf(response);
}

function settle(
  to: Draw,
  order: Omit<Parameters<OwnSession["receipt"]>[0], "node">,
): Promise<Answer> {
  return post(to, session.receipt({ node: to.node, ...order }));
}

async function post({ url, node, allowance }: Draw, receipt: string): Promise<Answer> {
  const entry = {
    receipt: decodeMessage(ReceiptSchema, fromBase64(receipt)),
    ...(allowance === ""
      ? {}
      : { allowance: decodeMessage(AllowanceSchema, fromBase64(allowance)) }),
  };
  const response = await fetch(`${url}/receipts`, {
    method: "POST",
    headers: { "content-type": "application/octet-stream" },
    body: Buffer.from(encodeMessage(MsgSettleReceiptsSchema, { node, entries: [entry] })),
  });
  return answerOf(response);
}

async function answerOf(response: Response): Promise<Answer> {
  if (response.ok) {
    await response.arrayBuffer();
    return { status: response.status };
  }
  const error = await errorOf(response);
  return { status: response.status, code: `${error["code"]}`, error };
}

async function errorOf(response: Response): Promise<Readonly<Record<string, unknown>>> {
  const { error } = (await response.json()) as { error: Record<string, unknown> };
  return error;
}

async function statusOfLeaves(url: string, id: string): Promise<number> {
  const response = await fetch(`${url}/slices/${id}/leaves`);
  await response.arrayBuffer();
  return response.status;
}
