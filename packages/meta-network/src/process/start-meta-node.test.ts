import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  accountKeyFromBytes,
  ed25519FromSeed,
  encodeMessage,
  MsgJoinNodeSchema,
  MsgOpenSessionSchema,
  OzonePurchasedSchema,
  packMessage,
  signAsk,
  toBase64,
  toHex,
} from "@stos/codec";
import { type Genesis, httpEndpoint, makeGenesis, validatorKeyFromSeed } from "@stos/ledger";
import { afterEach, beforeEach, expect, test } from "vitest";
import { type HealthServer, serveHealth } from "../issuer/testing/health-server.ts";
import { sessionId } from "../sessions/open-session.ts";
import { nodeKey, registerNode } from "../testing/test-actors.ts";
import { chainId, memberKeys, origin, seeded, startTestChain } from "../testing/test-chain.ts";
import type { MetaMemberConfig } from "./meta-node-config.ts";
import { type MetaNode, startMetaNode } from "./start-meta-node.ts";

const wallet = accountKeyFromBytes("secp256k1", seeded("wallet"));
const sessionKey = ed25519FromSeed(seeded("session"));
const validators = memberKeys.map((_, index) => validatorKeyFromSeed(seeded(`validator ${index}`)));
const signal = AbortSignal.timeout(50_000);

const members: readonly MetaMemberConfig[] = memberKeys.map(({ network, issuer }, index) => ({
  name: `meta-${index}`,
  consensusKey: validators[index] ?? expect.fail("no validator"),
  networkKey: network,
  issuer: { key: issuer, listen: { port: 0 } },
  relayWallet: accountKeyFromBytes("secp256k1", seeded(`relayer ${index}`)),
}));

let folder = "";
let healths: HealthServer[] = [];
let genesis: Genesis;
const events: string[] = [];

/** The genesis of a chain that goes on from a state with three joined nodes and a wallet with Ozone. */
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "meta-node-"));
  const chain = await startTestChain({ issuerBond: false });
  healths = [];
  for (const index of [0, 1, 2]) {
    const key = nodeKey(index);
    const health = { node: key.networkAddress, chainId, state: "ready", capacity: 1, used: 0 };
    const server = await serveHealth(() => health);
    healths.push(server);
    await registerNode(chain, key, `owner ${index}`, 10n);
    const joined = { endpoints: [server.url], services: 4, capacity: 10n ** 12n, bandwidth: 1n };
    await chain.block([packMessage(MsgJoinNodeSchema, { node: key.networkAddress, ...joined })]);
  }
  const bought = { beneficiary: wallet.address, noz: "1000000000000" };
  expect(await chain.packet("ozone-purchased", encodeMessage(OzonePurchasedSchema, bought))).toBe(
    "ok",
  );

  const relay = {
    chainId: "stratos-test-1",
    initialHeight: 1,
    time: origin,
    validatorsHash: "ab".repeat(32),
    trustingPeriodSeconds: 86_400,
  };
  genesis = makeGenesis({
    chainId,
    time: new Date(origin * 1_000),
    validators: validators.map(({ key }, index) => ({
      publicKey: key.publicKey,
      power: 1,
      name: `meta-${index}`,
    })),
    appState: { ...(await chain.exportState()), relay },
  });
});

afterEach(async () => {
  for (const health of healths) await health[Symbol.asyncDispose]();
  await rm(folder, { recursive: true });
});

function start(): Promise<MetaNode> {
  return startMetaNode(
    {
      genesis,
      dataDir: folder,
      members,
      rpc: { port: 0 },
      rest: { port: 0 },
      // Nobody listens there: the relayers must bear a value network that is away.
      value: { chainId: "stratos-test-1", rpc: "http://127.0.0.1:9" },
      invariants: "each-block",
      log: (event) => events.push(event),
    },
    signal,
  );
}

async function get(node: MetaNode, path: string): Promise<Record<string, unknown>> {
  const answer = await fetch(`${node.restUrl}/stratos/meta/v1/${path}`);
  return (await answer.json()) as Record<string, unknown>;
}

async function ask(
  node: MetaNode,
  session: Readonly<{ id: string; issuer: string }>,
  nonce: number,
) {
  const upload = { kind: "upload", size: 1_000, replicas: 3, count: 2 };
  const body = Buffer.from(JSON.stringify({ session: session.id, nonce, asks: [upload] }));
  const signature = signAsk({ chainId, genesisHash: genesis.hash }, body, sessionKey);
  const url =
    node.issuers.find((issuer) => issuer.node === session.issuer)?.url ?? expect.fail("no issuer");
  const answer = await fetch(`${url}/stratos/issuer/v1/asks`, {
    method: "POST",
    headers: { "x-stratos-signature": toBase64(signature) },
    body,
  });
  return { status: answer.status, body: (await answer.json()) as Record<string, unknown> };
}

test("a meta node opens sessions, issues for them, and goes on where it stopped", async () => {
  const id = toHex(sessionId({ chainId, wallet: wallet.address, sequence: 0 }));
  let issuer = "";
  let height = 0;
  {
    await using node = await start();
    expect(node.issuers.map((each) => each.node)).toEqual(
      members.map(({ networkKey }) => networkKey.networkAddress),
    );
    const open = packMessage(MsgOpenSessionSchema, {
      wallet: wallet.address,
      sessionKey: sessionKey.publicKey,
      noz: "1000000000",
      rights: { read: true, write: true, delete: true, buckets: [] },
      epochs: 12,
      signer: wallet.address,
    });
    const endpoint = httpEndpoint({ url: node.rpcUrl, chainId, signer: wallet });
    expect(await endpoint.submit([open], signal)).toMatchObject({ code: 0 });
    await expect
      .poll(async () => (await get(node, `sessions/${id}`))["state"], { timeout: 10_000 })
      .toBe("open");
    issuer = `${(await get(node, `sessions/${id}`))["issuer"]}`;

    const { status, body } = await ask(node, { id, issuer }, 1);
    expect(status).toBe(200);
    expect(body).toMatchObject({ answers: [{ assignments: [{ number: 0 }, { number: 1 }] }] });
    const drawn = await get(node, `assignments/${id}/0`);
    const [given] =
      (body["answers"] as { assignments: { nodes: { node: string }[] }[] }[])[0]?.assignments ?? [];
    expect(given?.nodes.map((each) => each.node)).toEqual(drawn["nodes"]);
    await expect.poll(() => events.includes("relaying failed"), { timeout: 10_000 }).toBe(true);
    height = Number((await get(node, "status"))["height"]);
  }

  await using node = await start();
  expect(Number((await get(node, "status"))["height"])).toBeGreaterThanOrEqual(height);
  expect(await ask(node, { id, issuer }, 1)).toMatchObject({
    status: 409,
    body: { error: { code: "nonce-used" } },
  });
  const again = await ask(node, { id, issuer }, 2);
  expect(again.status).toBe(200);
  const numbers = (
    again.body["answers"] as { assignments: { number: number }[] }[]
  )[0]?.assignments.map((each) => each.number);
  expect(Math.min(...(numbers ?? []))).toBeGreaterThan(1);
});

test("an issuer's key that the chain doesn't name keeps the node from starting, and leaves nothing open", async () => {
  const [first, ...others] = members;
  if (first === undefined) expect.fail("no member");
  const wrong = { ...first, issuer: { ...first.issuer, key: ed25519FromSeed(seeded("mallory")) } };
  const config = {
    genesis,
    dataDir: folder,
    rpc: { port: 0 },
    rest: { port: 0 },
    value: { chainId: "stratos-test-1", rpc: "http://127.0.0.1:9" },
    log: () => {},
  };
  await expect(
    startMetaNode({ ...config, members: [wrong, ...others] }, signal),
  ).rejects.toMatchObject({
    failure: { code: "keys-mismatch" },
  });
  // The folder's locks are free again.
  await (await start())[Symbol.asyncDispose]();
});
