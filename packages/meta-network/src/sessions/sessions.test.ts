import {
  MsgCloseSessionSchema,
  MsgGrantSchema,
  MsgRevokeGrantSchema,
  packMessage,
  toHex,
} from "@stos/codec";
import { describe, expect, test } from "vitest";
import {
  addNodes,
  buyOzone,
  nodeKey,
  openMessage,
  openSession,
  settleMessage,
  signedEntry,
} from "../testing/test-actors.ts";
import { chainId, startTestChain, walletOf } from "../testing/test-chain.ts";
import { sessionId } from "./open-session.ts";
import { sessionSeed } from "./set-seeds.ts";

const wallet = walletOf("user");

async function started(overrides: Parameters<typeof startTestChain>[0] = {}) {
  const chain = await startTestChain(overrides);
  await addNodes(chain, 3);
  await buyOzone(chain, "user", 10_000_000n);
  return chain;
}

function grantMessage(key: string, nozPerEpoch: bigint, buckets: string[] = []) {
  const rights = { read: true, write: true, delete: false, buckets };
  return packMessage(MsgGrantSchema, {
    wallet,
    key,
    nozPerEpoch: `${nozPerEpoch}`,
    rights,
    buckets: [],
    untilEpoch: 5n,
  });
}

describe("a session", () => {
  test("holds its noz and gets its seed two blocks later from the randomness there", async () => {
    const chain = await started();
    const { code } = await chain.send(openMessage("user", { noz: 1_600_000n }));
    expect(code).toBe("ok");
    const id = sessionId({ chainId, wallet, sequence: 0 });
    const path = `/stratos/meta/v1/sessions/${toHex(id)}`;
    expect(await chain.get(path)).toMatchObject({
      state: "pending",
      seed: "",
      hold: "1500000",
      opened_epoch: 0,
      expires_epoch: 12,
    });
    expect(chain.capabilities().ozone.get(wallet)).toEqual({
      available: 8_400_000n,
      held: 1_600_000n,
    });
    expect(chain.capabilities().sessions.hasSeedsPending()).toBe(true);

    await chain.block();
    await chain.block();
    const random = await chain.capabilities().randomness.at(chain.height());
    if (random === undefined) throw new Error("the seed's block has randomness");
    expect(await chain.get(path)).toMatchObject({
      state: "open",
      seed: toHex(sessionSeed(random, id)),
    });
    expect(chain.capabilities().sessions.hasSeedsPending()).toBe(false);
    expect(await chain.get(`/stratos/meta/v1/assignments/${toHex(id)}/7`)).toMatchObject({
      kind: "upload",
      nodes: expect.arrayContaining([nodeKey(0).networkAddress]),
    });
  });

  test("that would hold more than is available, or live too long, is refused", async () => {
    const chain = await started();
    expect((await chain.send(openMessage("user", { noz: 10_000_001n }))).code).toBe(
      "ozone-exhausted",
    );
    expect((await chain.send(openMessage("user", { noz: 1n, epochs: 13 }))).code).toBe(
      "message-invalid",
    );
    expect((await chain.send(openMessage("user", { noz: 10n ** 20n }))).code).toBe(
      "ozone-exhausted",
    );
  });

  test("expires, settles receipts through its grace, then gives the rest back", async () => {
    const chain = await started();
    const session = await openSession(chain, "user", { noz: 1_600_000n, epochs: 1 });
    const node = nodeKey(0).networkAddress;
    const settle = async (total: bigint) =>
      (await chain.send(settleMessage(node, [signedEntry(chain, session, { node, total })]))).code;
    await chain.closeEpoch();
    expect(chain.capabilities().sessions.require(session.id).state).toBe("expired");
    expect(await settle(100n)).toBe("ok");
    await chain.closeEpoch();
    expect(await settle(200n)).toBe("ok");
    await chain.closeEpoch();
    expect(chain.capabilities().ozone.get(wallet)).toEqual({ available: 9_999_800n, held: 0n });
    expect(await settle(300n)).toBe("session-closed");
    expect(await chain.get(`/stratos/meta/v1/sessions/${toHex(session.id)}`)).toMatchObject({
      state: "closed",
      returned: true,
    });
  });

  test("closes at once, by its own key, and once", async () => {
    const chain = await started();
    const session = await openSession(chain, "user", { noz: 1_000n });
    const close = packMessage(MsgCloseSessionSchema, { wallet, session: session.id });
    expect((await chain.send(close)).code).toBe("ok");
    expect((await chain.send(close)).code).toBe("session-closed");
    for (let epoch = 0; epoch < 3; epoch += 1) await chain.closeEpoch();
    expect(chain.capabilities().ozone.get(wallet)).toEqual({ available: 10_000_000n, held: 0n });
  });

  test("finds no issuer where no deposit covers its hold", async () => {
    const chain = await started();
    await buyOzone(chain, "rich", 10n ** 15n);
    expect((await chain.send(openMessage("rich", { noz: 500_000_000_001n }))).code).toBe(
      "issuers-exhausted",
    );
    const unbonded = await started({ issuerBond: false });
    await buyOzone(unbonded, "rich", 10n ** 15n);
    expect((await unbonded.send(openMessage("rich", { noz: 500_000_000_001n }))).code).toBe("ok");
  });
});

describe("a grant", () => {
  const gateway = nodeKey(99).networkAddress;
  const open = (noz: bigint, key: string, buckets: string[] = []) =>
    openMessage("user", { noz, key, signer: gateway, rights: { delete: false, buckets } });

  test("bounds sessions by noz per epoch, rights and buckets", async () => {
    const chain = await started();
    expect((await chain.send(open(1n, "a"))).code).toBe("grant-unknown");
    await chain.send(grantMessage(gateway, 1_000n, ["photos"]));
    expect((await chain.send(open(600n, "a"))).code).toBe("not-permitted");
    expect((await chain.send(open(600n, "a", ["photos"]))).code).toBe("ok");
    expect((await chain.send(open(600n, "b", ["photos"]))).code).toBe("grant-exhausted");
    await chain.closeEpoch();
    expect((await chain.send(open(600n, "b", ["photos"]))).code).toBe("ok");
    for (let epoch = 1; epoch < 6; epoch += 1) await chain.closeEpoch();
    expect((await chain.send(open(1n, "c", ["photos"]))).code).toBe("grant-unknown");
  });

  test("revoked closes the sessions opened with it, at once", async () => {
    const chain = await started();
    await chain.send(grantMessage(gateway, 1_000n));
    await chain.send(open(600n, "a"));
    const revoke = packMessage(MsgRevokeGrantSchema, { wallet, key: gateway });
    expect((await chain.send(revoke)).code).toBe("ok");
    const id = sessionId({ chainId, wallet, sequence: 0 });
    expect(chain.capabilities().sessions.require(id).state).toBe("closed");
    expect((await chain.send(open(1n, "b"))).code).toBe("grant-unknown");
    expect(chain.capabilities().ozone.get(wallet).held).toBe(600n);
  });
});
