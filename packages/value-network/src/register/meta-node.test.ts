import { describe, expect, test } from "vitest";
import { addressOf, day, nodeKey, ownerOf, startBalance, stos } from "../testing/genesis.ts";
import {
  createMetaNodeMessage,
  kickMessage,
  removeMetaNodeMessage,
  verifyMessage,
  voteMessage,
} from "../testing/messages.ts";
import { startTestChain, type TestChain, type TestMessage } from "../testing/test-chain.ts";

const deposit = 50n * stos;
const wallets = ["c", "d"].map(ownerOf);
const start = (metas: Readonly<Record<string, bigint>> = { m1: stos, m2: stos, m3: stos }) =>
  startTestChain({ nodes: { n1: 1_000n * stos }, metas, wallets });
const balanceOf = (chain: TestChain, name: string) =>
  chain.read(({ bank }) => bank.balance(addressOf(name)));
const limitOf = (chain: TestChain) => chain.read(({ pot }) => pot.pool().forSale);
const statusOf = (chain: TestChain, name: string) =>
  chain.read(({ register }) => register.node(nodeKey(name).networkAddress)?.status);
const vote = async (chain: TestChain, voter: string, message: TestMessage) =>
  (await chain.send(ownerOf(voter), message)).code;

async function stand(chain: TestChain, name = "c") {
  expect((await chain.send(ownerOf(name), createMetaNodeMessage(name, deposit))).code).toBe(0);
}

describe("a candidate", () => {
  test("is admitted by the Foundation and all meta nodes; l rises only then", async () => {
    const chain = await start();
    const before = await limitOf(chain);
    await stand(chain);
    await chain.send("foundation", verifyMessage("c"));
    expect(await vote(chain, "m1", voteMessage("c", "m1"))).toBe(0);
    expect(await vote(chain, "m2", voteMessage("c", "m2"))).toBe(0);
    expect(await limitOf(chain)).toBe(before);
    expect(await statusOf(chain, "c")).toBe("candidate");

    const { sent } = await chain.block({
      transactions: [{ by: ownerOf("m3"), messages: [voteMessage("c", "m3")] }],
    });
    expect(await statusOf(chain, "c")).toBe("active");
    expect(await limitOf(chain)).toBe(before + (before * deposit) / (1_003n * stos));
    expect(sent.map(({ kind }) => kind)).toEqual(["meta-admitted"]);
  });

  test("is admitted by the Foundation alone where no meta node exists", async () => {
    const chain = await start({});
    await stand(chain);
    await chain.send("foundation", verifyMessage("c"));
    expect(await statusOf(chain, "c")).toBe("active");
  });

  test("can't be voted on before the Foundation's approval, which nobody else gives", async () => {
    const chain = await start();
    await stand(chain);
    expect(await vote(chain, "m1", voteMessage("c", "m1"))).toBe(13);
    expect((await chain.send("user", verifyMessage("c", { by: "user" }))).code).toBe(11);
    expect((await chain.send("foundation", verifyMessage("nobody"))).code).toBe(12);
  });

  test("gets the deposit back when the Foundation refuses, when the time is over, and when it gives up", async () => {
    const chain = await start();
    await stand(chain, "c");
    expect(await balanceOf(chain, ownerOf("c"))).toBe(startBalance - deposit);
    await chain.send("foundation", verifyMessage("c", { opinion: false }));
    expect(await balanceOf(chain, ownerOf("c"))).toBe(startBalance);
    expect((await chain.send(ownerOf("c"), createMetaNodeMessage("c", deposit))).code).toBe(2);

    await stand(chain, "d");
    await chain.send("foundation", verifyMessage("d"));
    await vote(chain, "m1", voteMessage("d", "m1"));
    await vote(chain, "m2", voteMessage("d", "m2", { opinion: false }));
    await chain.block({ at: 7 * day - 1 });
    expect(await balanceOf(chain, ownerOf("d"))).toBe(startBalance - deposit);
    await chain.block({ at: 7 * day });
    expect(await balanceOf(chain, ownerOf("d"))).toBe(startBalance);
    expect(await vote(chain, "m3", voteMessage("d", "m3"))).toBe(12);

    const other = await start();
    await stand(other);
    expect((await other.send(ownerOf("c"), removeMetaNodeMessage("c"))).code).toBe(0);
    expect(await balanceOf(other, ownerOf("c"))).toBe(startBalance);
  });

  test("is voted on by the electorate of the Foundation's approval, each once, and no outsider", async () => {
    const chain = await start();
    await stand(chain, "c");
    await stand(chain, "d");
    await chain.send("foundation", verifyMessage("c"));
    await chain.send("foundation", verifyMessage("d"));
    expect(await vote(chain, "c", voteMessage("d", "c"))).toBe(14);
    expect(await vote(chain, "n1", voteMessage("c", "n1"))).toBe(14);
    expect(await chain.send("user", voteMessage("c", "m1", { owner: "user" }))).toMatchObject({
      code: 5,
      codespace: "register",
    });
    expect(await vote(chain, "m1", voteMessage("c", "m1"))).toBe(0);
    expect(await vote(chain, "m1", voteMessage("c", "m1"))).toBe(15);

    for (const voter of ["m2", "m3"]) await vote(chain, voter, voteMessage("c", voter));
    expect(await statusOf(chain, "c")).toBe("active");
    expect(await vote(chain, "c", voteMessage("d", "c"))).toBe(14);
  });

  test("isn't held up by one of the electorate who left since", async () => {
    const chain = await start();
    await stand(chain);
    await chain.send("foundation", verifyMessage("c"));
    await vote(chain, "m1", voteMessage("c", "m1"));
    await vote(chain, "m2", voteMessage("c", "m2"));
    await chain.send(ownerOf("m3"), removeMetaNodeMessage("m3"));
    await chain.block({ at: 7 * day });
    expect(await statusOf(chain, "c")).toBe("active");
  });
});

describe("a meta node", () => {
  const four = { m1: stos, m2: stos, m3: stos, m4: stos, m5: stos };

  test("leaves: l falls, the resource network hears of it, the deposit follows its clock", async () => {
    const chain = await start();
    const before = await limitOf(chain);
    const { sent } = await chain.block({
      transactions: [{ by: ownerOf("m1"), messages: [removeMetaNodeMessage("m1")] }],
    });
    expect(sent.map(({ kind }) => kind)).toEqual(["meta-removed"]);
    expect(await limitOf(chain)).toBe(before - before / 1_003n);
    await chain.block({ at: 194 * day });
    expect(await balanceOf(chain, ownerOf("m1"))).toBe(startBalance + stos);
  });

  test("is kicked by more than 2/3 of the others, at least 3", async () => {
    const chain = await start(four);
    expect(await vote(chain, "m2", kickMessage("m1", "m2"))).toBe(0);
    expect(await vote(chain, "m1", kickMessage("m1", "m1"))).toBe(14);
    expect(await vote(chain, "m3", kickMessage("m1", "m3", false))).toBe(0);
    await vote(chain, "m4", kickMessage("m1", "m4"));
    expect(await statusOf(chain, "m1")).toBe("active");
    await vote(chain, "m5", kickMessage("m1", "m5"));
    expect(await statusOf(chain, "m1")).toBe("gone");
    expect(await vote(chain, "m2", kickMessage("m1", "m2"))).toBe(3);
  });

  test("is not kicked by the 2 others of 3, nor after 7 days", async () => {
    const chain = await start();
    await vote(chain, "m2", kickMessage("m1", "m2"));
    await vote(chain, "m3", kickMessage("m1", "m3"));
    expect(await statusOf(chain, "m1")).toBe("active");

    const larger = await start(four);
    await vote(larger, "m2", kickMessage("m1", "m2"));
    await vote(larger, "m3", kickMessage("m1", "m3"));
    await larger.block({ at: 7 * day });
    await vote(larger, "m4", kickMessage("m1", "m4"));
    expect(await statusOf(larger, "m1")).toBe("active");
  });
});
