import {
  decodeMessage,
  MsgUpdateResourceNodeSchema,
  NodeDepositSchema,
  NodeRegisteredSchema,
  packMessage,
} from "@stos/codec";
import { describe, expect, test } from "vitest";
import { addressOf, day, nodeKey, ownerOf, startBalance, stos } from "../testing/genesis.ts";
import {
  createResourceNodeMessage,
  removeResourceNodeMessage,
  topUpMessage,
} from "../testing/messages.ts";
import { startTestChain, type TestChain, the } from "../testing/test-chain.ts";

const wallets = [ownerOf("x"), "thief"];
const start = (register = {}) =>
  startTestChain({ nodes: { n1: 1_000n * stos }, wallets, register });
const balanceOf = (chain: TestChain, name: string) =>
  chain.read(({ bank }) => bank.balance(addressOf(name)));
const limitOf = (chain: TestChain) => chain.read(({ pot }) => pot.pool().forSale);

describe("registering", () => {
  test("takes the deposit, raises l by l·Z/s and tells the resource network", async () => {
    const chain = await start();
    const before = await limitOf(chain);
    const { results, sent } = await chain.block({
      transactions: [{ by: ownerOf("x"), messages: [createResourceNodeMessage("x", 100n * stos)] }],
    });

    expect(results[0]?.code).toBe(0);
    expect(await limitOf(chain)).toBe(before + before / 10n);
    expect(await balanceOf(chain, ownerOf("x"))).toBe(startBalance - 100n * stos);
    expect(decodeMessage(NodeRegisteredSchema, the(sent[0]).body)).toMatchObject({
      node: nodeKey("x").networkAddress,
      owner: addressOf(ownerOf("x")),
      services: 4,
      deposit: `${100n * stos}`,
    });
  });

  test.each([
    ["signed by another key", { signedBy: "other" }, "register 7"],
    ["with another node's key", { key: "other" }, "register 8"],
    [
      "of an address that was used",
      { address: nodeKey("n1").networkAddress, key: "n1", signedBy: "n1" },
      "register 2",
    ],
    ["without services", { nodeType: 0 }, "register 16"],
    ["with unknown services", { nodeType: 8 }, "register 16"],
  ])("is refused %s", async (_what, flaws, expected) => {
    const chain = await start();
    const message = createResourceNodeMessage("x", 100n * stos, flaws);
    const { code, codespace } = await chain.send(ownerOf("x"), message);
    expect(`${codespace} ${code}`).toBe(expected);
    expect(await balanceOf(chain, ownerOf("x"))).toBe(startBalance);
  });

  test("is refused below the minimum, without funds, and where it is switched off", async () => {
    const chain = await start();
    const low = await chain.send(ownerOf("x"), createResourceNodeMessage("x", stos - 1n));
    const poor = await chain.send(ownerOf("x"), createResourceNodeMessage("x", startBalance + 1n));
    expect([low.code, poor.code]).toEqual([6, 5]);

    const closed = await start({ resource_node_registration: false });
    const message = createResourceNodeMessage("x", 100n * stos);
    expect((await closed.send(ownerOf("x"), message)).code).toBe(9);
  });

  test("needs the network key's consent to that very owner", async () => {
    const chain = await start();
    const message = createResourceNodeMessage("x", 100n * stos, { owner: "thief", signedBy: "y" });
    expect((await chain.send("thief", message)).code).toBe(7);
  });
});

describe("a registered node", () => {
  test("tops up: Z, what stakes and l rise, and only its owner may", async () => {
    const chain = await start();
    const before = await limitOf(chain);
    const { results, sent } = await chain.block({
      transactions: [{ by: ownerOf("n1"), messages: [topUpMessage("n1", 500n * stos)] }],
    });
    expect(results[0]?.code).toBe(0);
    expect(await limitOf(chain)).toBe(before + before / 2n);
    expect(decodeMessage(NodeDepositSchema, the(sent[0]).body)).toMatchObject({
      initial: `${1_500n * stos}`,
      deposit: `${1_500n * stos}`,
    });
    expect((await chain.send("thief", removeResourceNodeMessage("n1", "thief"))).code).toBe(5);
  });

  test("keeps the services that it registered with", async () => {
    const chain = await start();
    const update = (nodeType: number) =>
      packMessage(MsgUpdateResourceNodeSchema, {
        networkAddress: nodeKey("n1").networkAddress,
        ownerAddress: addressOf(ownerOf("n1")),
        beneficiaryAddress: addressOf("user"),
        description: { moniker: "renamed" },
        nodeType,
      });
    expect((await chain.send(ownerOf("n1"), update(7))).code).toBe(16);
    expect((await chain.send(ownerOf("n1"), update(4))).code).toBe(0);
    const { body } = await chain.route(
      `/stratos/register/v1/resource_node/${nodeKey("n1").networkAddress}`,
    );
    expect(body).toMatchObject({
      node: { beneficiary_address: addressOf("user"), description: { moniker: "renamed" } },
    });
  });

  test("can't leave where l would not stay positive", async () => {
    const chain = await start();
    const { code, codespace } = await chain.send(ownerOf("n1"), removeResourceNodeMessage("n1"));
    expect(`${codespace} ${code}`).toBe("register 17");
  });
});

describe("a deposit comes back", () => {
  // In on day 1: at its start. Out at the end of the day.
  test.each([
    [150, 194],
    [190, 204],
  ])("out on day %i: on day %i, to the second, never early", async (outDay, backDay) => {
    const chain = await start();
    const before = await limitOf(chain);
    await chain.send(ownerOf("x"), createResourceNodeMessage("x", 100n * stos));
    await chain.block({
      at: outDay * day,
      transactions: [{ by: ownerOf("x"), messages: [removeResourceNodeMessage("x")] }],
    });
    expect(await limitOf(chain)).toBe(before + before / 10n - (before + before / 10n) / 10n);

    await chain.block({ at: backDay * day - 1 });
    expect(await balanceOf(chain, ownerOf("x"))).toBe(startBalance - 100n * stos);
    await chain.block({ at: backDay * day });
    expect(await balanceOf(chain, ownerOf("x"))).toBe(startBalance);
  });

  test("each top-up by its own clock", async () => {
    const chain = await start();
    await chain.send(ownerOf("x"), createResourceNodeMessage("x", 100n * stos));
    await chain.block({
      at: 100 * day,
      transactions: [{ by: ownerOf("x"), messages: [topUpMessage("x", 40n * stos)] }],
    });
    await chain.block({
      at: 150 * day,
      transactions: [{ by: ownerOf("x"), messages: [removeResourceNodeMessage("x")] }],
    });
    await chain.block({ at: 194 * day });
    expect(await balanceOf(chain, ownerOf("x"))).toBe(startBalance - 40n * stos);
    await chain.block({ at: 294 * day - 1 });
    expect(await balanceOf(chain, ownerOf("x"))).toBe(startBalance - 40n * stos);
    await chain.block({ at: 294 * day });
    expect(await balanceOf(chain, ownerOf("x"))).toBe(startBalance);
  });

  test("once, and its network address is never used again", async () => {
    const chain = await start();
    await chain.send(ownerOf("x"), createResourceNodeMessage("x", 100n * stos));
    await chain.send(ownerOf("x"), removeResourceNodeMessage("x"));
    expect((await chain.send(ownerOf("x"), removeResourceNodeMessage("x"))).code).toBe(4);
    await chain.block({ at: 400 * day });
    await chain.block({ at: 800 * day });
    expect(await balanceOf(chain, ownerOf("x"))).toBe(startBalance);
    const again = createResourceNodeMessage("x", 100n * stos);
    expect((await chain.send(ownerOf("x"), again)).code).toBe(2);
  });
});

test("the register's REST answers as the live network's", async () => {
  const chain = await start();
  const address = nodeKey("n1").networkAddress;
  const owner = addressOf(ownerOf("n1"));
  const get = async (path: string) => (await chain.route(`/stratos/register/v1/${path}`)).body;

  expect(await get("resource_node_count")).toEqual({ number: "1" });
  expect(await get("meta_node_count")).toEqual({ number: "0" });
  expect(await get(`resource_node/${address}`)).toMatchObject({
    node: { network_address: address, status: "BOND_STATUS_BONDED", tokens: `${1_000n * stos}` },
  });
  expect(await get(`deposit_by_node/${address}/0`)).toMatchObject({
    deposit_info: { bonded_deposit: { denom: "wei", amount: `${1_000n * stos}` } },
  });
  expect(await get(`deposit_by_owner/${owner}`)).toMatchObject({
    deposit_infos: [{ network_address: address }],
  });
  expect(await get("deposit_total")).toMatchObject({
    resource_nodes_total_deposit: { amount: `${1_000n * stos}` },
    meta_nodes_total_deposit: { amount: "0" },
  });
  expect(await get("remaining_ozone_limit")).toEqual({ ozone_limit: `${10n ** 15n}` });
  const unknown = nodeKey("nobody").networkAddress;
  const { status } = await chain.route(`/stratos/register/v1/resource_node/${unknown}`);
  expect(status).toBe(404);
  expect((await chain.route("/stratos/register/v1/resource_node/st1x")).status).toBe(400);
});
