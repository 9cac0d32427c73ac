import { decodeMessage, MigrationBoughtSchema, PenaltyDecidedSchema } from "@stos/codec";
import { describe, expect, test } from "vitest";
import { moduleAccounts } from "../bank/module-accounts.ts";
import { addressOf, day, ownerOf, oz, startBalance, stos } from "../testing/genesis.ts";
import { removeResourceNodeMessage } from "../testing/messages.ts";
import {
  migrationWantedPacket,
  nodeGonePacket,
  penaltyPacket,
  reportPackets,
  suspensionPacket,
} from "../testing/packets.ts";
import { buyPaperOzone, idOf, paperReport, startPaperChain } from "../testing/paper-epoch.ts";
import { chainFrom, type TestChain, the } from "../testing/test-chain.ts";

async function started(): Promise<TestChain> {
  const chain = await startPaperChain();
  await buyPaperOzone(chain);
  await chain.block({ at: 600, packets: reportPackets(paperReport) });
  return chain;
}

const lockedOf = (chain: TestChain, name: string) =>
  chain.read(async ({ pot }) => {
    const total = { traffic: 0n, mining: 0n };
    for await (const [[, , id], { traffic, mining }] of pot.state.payouts.entries())
      if (id === idOf(name)) {
        total.traffic += traffic;
        total.mining += mining;
      }
    return total;
  });
const poolsOf = (chain: TestChain) =>
  chain.read(({ pot }) => ({
    ...pot.pool(),
    mining: pot.mining().pool,
    issued: pot.mining().issued,
  }));
const nodeOf = (chain: TestChain, name: string) =>
  chain.read(({ register }) => the(register.node(idOf(name))));
const unregister = (chain: TestChain, name: string) =>
  chain.send(ownerOf(name), removeResourceNodeMessage(name));

describe("a node that stops", () => {
  test("improperly loses its locked rewards by origin; l falls, and only then rises by its traffic", async () => {
    const chain = await started();
    const before = await poolsOf(chain);
    const locked = await lockedOf(chain, "a");
    await chain.packet(nodeGonePacket("a", { proper: false, forfeited: 80n * oz }));

    const after = await poolsOf(chain);
    const fall = (before.forSale * 30n * stos) / before.deposited;
    expect(after.prepaid).toBe(before.prepaid + locked.traffic);
    expect(after.mining).toBe(before.mining + locked.mining);
    expect(after.issued).toBe(before.issued);
    expect(after.forSale).toBe(before.forSale - fall + 80n * oz);
    expect(await lockedOf(chain, "a")).toEqual({ traffic: 0n, mining: 0n });
    expect(await nodeOf(chain, "a")).toMatchObject({ status: "gone", leftAt: 1_800_000_600 });
    expect((await chain.packet(nodeGonePacket("a", { proper: false }))).code).toBe(5);

    await chain.block({ at: 194 * day });
    const owner = await chain.read(({ bank }) => bank.balance(addressOf(ownerOf("a"))));
    expect(owner).toBe(startBalance + 30n * stos);
  });

  test("properly loses only its unsettled traffic, from the end of its cooling-off on", async () => {
    const chain = await started();
    await unregister(chain, "a");
    const before = await poolsOf(chain);
    const locked = await lockedOf(chain, "a");
    // By as much as the other network's clock may be ahead.
    await chain.block({ at: 600 + 14 * day - 30 });
    await chain.packet(nodeGonePacket("a", { proper: true, forfeited: oz }));

    expect((await poolsOf(chain)).forSale).toBe(before.forSale + oz);
    expect(await chain.read(({ pot }) => pot.state.vested.get(addressOf(ownerOf("a"))) ?? 0n)).toBe(
      0n,
    );
    expect(await lockedOf(chain, "a")).toEqual(locked);
    await chain.block({ at: 2_017 * 600 });
    expect(await chain.read(({ pot }) => pot.state.vested.get(addressOf(ownerOf("a"))))).toBe(
      locked.traffic + locked.mining,
    );
  });

  test("gives back what a void epoch returned to it after its end, and that alone", async () => {
    const chain = await started();
    await unregister(chain, "a");
    await chain.block({ at: 600 + 14 * day });
    await chain.packet(nodeGonePacket("a", { proper: true, forfeited: oz }));
    const before = await poolsOf(chain);
    const locked = await lockedOf(chain, "a");
    const further = nodeGonePacket("a", { proper: true, forfeited: 7n * oz });
    expect((await chain.packet(further)).code).toBe(0);
    expect(await poolsOf(chain)).toEqual({ ...before, forSale: before.forSale + 7n * oz });
    expect(await lockedOf(chain, "a")).toEqual(locked);
    expect((await chain.packet(nodeGonePacket("a", { proper: true }))).code).toBe(5);
    const improper = nodeGonePacket("a", { proper: false, forfeited: oz });
    expect((await chain.packet(improper)).code).toBe(5);
  });

  test("before the cooling-off is over stops improperly, whatever the packet says", async () => {
    const chain = await started();
    await unregister(chain, "a");
    const before = await poolsOf(chain);
    await chain.block({ at: 600 + 14 * day - 31 });
    await chain.packet(nodeGonePacket("a", { proper: true }));
    expect(await lockedOf(chain, "a")).toEqual({ traffic: 0n, mining: 0n });
    expect((await poolsOf(chain)).forSale).toBe(before.forSale);
  });

  test("while a report of its traffic waits is counted once", async () => {
    const chain = await startPaperChain();
    await buyPaperOzone(chain);
    const carried = nodeGonePacket("d", { proper: false, forfeited: 80n * oz });
    await chain.block({ at: 300, packets: [...reportPackets(paperReport), carried] });
    await chain.block({ at: 600 });
    expect(await chain.read(({ pot }) => pot.outstanding())).toBe(20n * oz);
  });
});

describe("a penalty", () => {
  test("freezes at once and after 14 days cancels the rewards and slashes to the community pool", async () => {
    const chain = await started();
    const before = await poolsOf(chain);
    const locked = await lockedOf(chain, "a");
    await chain.packet(penaltyPacket("a"));
    await chain.block({ at: 600 + 14 * day - 1 });
    expect(await lockedOf(chain, "a")).toEqual(locked);

    const { sent } = await chain.block({ at: 600 + 14 * day });
    expect(sent.map(({ kind }) => kind)).toEqual(["node-deposit", "penalty-decided"]);
    expect(decodeMessage(PenaltyDecidedSchema, the(sent[1]).body).voided).toBe(false);
    expect((await poolsOf(chain)).prepaid).toBe(before.prepaid + locked.traffic);
    expect(await chain.read(({ bank }) => bank.balance(moduleAccounts.community))).toBe(3n * stos);
    expect(await nodeOf(chain, "a")).toMatchObject({ isFrozen: false, initial: 30n * stos });
    expect((await poolsOf(chain)).forSale).toBe(before.forSale);
  });

  test("holds back what would mature and what would be released meanwhile", async () => {
    const chain = await started();
    await unregister(chain, "a");
    await chain.block({ at: 193 * day, packets: [penaltyPacket("a")] });
    await chain.block({ at: 195 * day });
    expect((await nodeOf(chain, "a")).tranches).toHaveLength(1);
    await chain.block({ at: 207 * day });
    await chain.block({ at: 207 * day + 1 });
    const owner = await chain.read(({ bank }) => bank.balance(addressOf(ownerOf("a"))));
    expect(owner).toBe(startBalance + 27n * stos);
  });

  test("keeps the frozen from paying a migration", async () => {
    const chain = await started();
    await unregister(chain, "a");
    await chain.packet(penaltyPacket("a"));
    // A packet of no Ozone would be refused there.
    expect(await chain.packet(migrationWantedPacket("a", oz))).toEqual({ code: 0, sent: [] });
  });
});

describe("a migration", () => {
  test("is paid from the oldest locked reward, traffic first, then from the deposit", async () => {
    const chain = await started();
    await unregister(chain, "a");
    const locked = await lockedOf(chain, "a");
    const before = await poolsOf(chain);
    await chain.packet(migrationWantedPacket("a", oz));
    const paid = (await poolsOf(chain)).prepaid - before.prepaid;
    expect(await lockedOf(chain, "a")).toEqual({
      traffic: locked.traffic - paid,
      mining: locked.mining,
    });

    const { sent } = await chain.packet(migrationWantedPacket("a", 9_000n * oz));
    expect(await lockedOf(chain, "a")).toEqual({ traffic: 0n, mining: 0n });
    expect(
      (await nodeOf(chain, "a")).tranches.reduce((sum, { amount }) => sum + amount, 0n),
    ).toBeLessThan(stos / 1_000_000n);
    const bought = decodeMessage(MigrationBoughtSchema, the(sent.at(-1)).body);
    expect(BigInt(bought.noz)).toBeLessThan(9_000n * oz);
    expect(bought.repair).toBe(false);
  });

  test("is refused for a node that stays", async () => {
    const chain = await started();
    expect((await chain.packet(migrationWantedPacket("a", oz))).code).toBe(6);
  });
});

test("a suspended node keeps deposit and stake share, and l does not move", async () => {
  const chain = await started();
  const before = await poolsOf(chain);
  await chain.packet(suspensionPacket("a", "node-suspended"));
  expect(await nodeOf(chain, "a")).toMatchObject({ isSuspended: true, status: "active" });
  expect(await poolsOf(chain)).toEqual(before);
  const staking = await chain.read(({ register }) => register.stakingDeposits());
  expect(staking.map(({ id }) => id)).toContain(idOf("a"));
  await chain.packet(suspensionPacket("a", "node-resumed"));
  expect((await nodeOf(chain, "a")).isSuspended).toBe(false);
  expect((await chain.packet(suspensionPacket("m1", "node-suspended"))).code).toBe(5);
});

test("an exported state that is taken in again loses nothing of what matures", async () => {
  const chain = await started();
  await unregister(chain, "a");
  await chain.packet(penaltyPacket("b"));
  const exported = JSON.parse(JSON.stringify(await chain.application.exportState()));
  const again = await chainFrom(exported, chain.now());

  const at = 200 * day;
  for (const each of [chain, again]) await each.block({ at });
  for (const name of ["a", "b", "c"]) {
    const wallet = addressOf(ownerOf(name));
    const vested = (each: TestChain) => each.read(({ pot }) => pot.state.vested.get(wallet));
    expect(await vested(again)).toBe(await vested(chain));
  }
  expect(await poolsOf(again)).toEqual(await poolsOf(chain));
  expect(await again.application.exportState()).toEqual(await chain.application.exportState());
});

test("messages by which one unapproved candidate could report or slash are not accepted", async () => {
  const chain = await started();
  for (const name of [
    "pot.v1.MsgVolumeReport",
    "pot.v1.MsgSlashingResourceNode",
    "register.v1.MsgUpdateEffectiveDeposit",
  ]) {
    const { code } = await chain.send("user", {
      typeUrl: `/stratos.${name}`,
      value: new Uint8Array(),
    });
    expect(code).toBe(6);
  }
});
