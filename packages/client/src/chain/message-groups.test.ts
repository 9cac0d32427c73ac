import { createHash } from "node:crypto";
import {
  accountKeyFromBytes,
  decodeMessage,
  type EncodedAny,
  encodeMessage,
  ManifestSchema,
  MsgCreateBucketSchema,
  MsgOpenSessionResponseSchema,
  MsgPutObjectSchema,
  packMessage,
} from "@stos/codec";
import { noz } from "@stos/units";
import { afterEach, beforeEach, expect, test } from "vitest";
import { allRights, openSessionMessage } from "../meta/messages.ts";
import { type NetworkTwin, startNetworkTwin } from "../testing/network-twin.ts";
import { type ChainClient, createChainClient } from "./chain-client.ts";
import { MessageGroups } from "./message-groups.ts";
import { messageResponse } from "./message-response.ts";

const signer = accountKeyFromBytes("secp256k1", createHash("sha256").update("wallet").digest());
const wallet = signer.address;
let network: NetworkTwin;
let chain: ChainClient;
let groups: MessageGroups;
let session: Uint8Array;

beforeEach(async () => {
  network = await startNetworkTwin();
  chain = createChainClient(network.endpoints);
  groups = new MessageGroups({ chain, signer });
  const sessionKey = new Uint8Array(32).fill(3);
  const terms = { wallet, signer: wallet, sessionKey, noz: noz(1_000n), rights: allRights };
  const opened = await groups.send([openSessionMessage({ ...terms, epochs: 1 })]);
  const response = messageResponse(opened, 0);
  session = decodeMessage(MsgOpenSessionResponseSchema, response).session;
  const bucket = { wallet, bucket: "box", plain: true, session, wrappedKey: new Uint8Array(0) };
  await groups.send([packMessage(MsgCreateBucketSchema, bucket)]);
});

afterEach(async () => {
  await chain[Symbol.asyncDispose]();
  await network[Symbol.asyncDispose]();
});

function put(key: string, ifNoneMatch = ""): EncodedAny {
  const manifest = encodeMessage(ManifestSchema, { etag: key });
  const order = { wallet, bucket: "box", key, manifest, ifMatch: "", ifNoneMatch, session };
  return packMessage(MsgPutObjectSchema, order);
}

test("what is ordered together goes into one transaction", async () => {
  const before = network.transactions();
  const keys = Array.from({ length: 40 }, (_, index) => `${index}`);
  const results = await Promise.all(keys.map((key) => groups.send([put(key)])));
  expect(network.transactions()).toBe(before + 1);
  expect(new Set(results.map(({ hash }) => hash)).size).toBe(1);
});

test("a refused order keeps none of the others out, and hears why", async () => {
  await groups.send([put("there")]);
  const results = await Promise.allSettled([
    groups.send([put("a")]),
    groups.send([put("there", "*")]),
    groups.send([put("b")]),
  ]);
  expect(results.map(({ status }) => status)).toEqual(["fulfilled", "rejected", "fulfilled"]);
  expect(results[1]).toMatchObject({
    reason: { failure: { code: "transaction-refused", codespace: "meta", refusal: 23 } },
  });
});

test("somebody else's transaction of the account doesn't upset the numbering", async () => {
  network.skipSequence(wallet);
  expect(await groups.send([put("a")])).toMatchObject({ code: 0 });
});

test("an order that was given up before its turn isn't sent", async () => {
  const leaving = new AbortController();
  const first = groups.send([put("a")]);
  const second = groups.send([put("b")], { signal: leaving.signal });
  leaving.abort(new RangeError("left"));
  await expect(second).rejects.toThrow("left");
  expect(await first).toMatchObject({ code: 0 });
});
