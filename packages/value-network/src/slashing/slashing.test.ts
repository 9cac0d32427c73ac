import { consensusAddress } from "@stos/codec";
import { expect, test } from "vitest";
import { moduleAccounts } from "../bank/module-accounts.ts";
import { addressOf, consensusKey, day, startBalance, stos } from "../testing/genesis.ts";
import {
  balanceIn,
  doubleSigning,
  startStakingChain,
  validatorIn,
  voteOf,
} from "../testing/staking-chain.ts";
import {
  createValidatorMessage,
  delegateMessage,
  redelegateMessage,
  undelegateMessage,
  unjailMessage,
} from "../testing/staking-messages.ts";
import { chainFrom, type TestChain } from "../testing/test-chain.ts";

const slashing = {
  signed_blocks_window: 10,
  min_signed_per_window: "0.5",
  downtime_jail_seconds: 600,
  slash_fraction_double_sign: "0.05",
  slash_fraction_downtime: "0.01",
};
const communityOf = (chain: TestChain) =>
  chain.read(({ bank }) => bank.balance(moduleAccounts.community));
const signer = (name: string) => consensusAddress(consensusKey(addressOf(name)).publicKey);

/** Blocks in which v2 doesn't sign. */
async function absent(chain: TestChain, blocks: number): Promise<void> {
  for (let block = 0; block < blocks; block += 1)
    await chain.block({ votes: [voteOf("v1", "signed", 100_000n), voteOf("v2", "absent")] });
}

test("who misses more than half of a window is slashed 1 %, jailed, and comes back by MsgUnjail", async () => {
  const chain = await startStakingChain({ slashing });
  await absent(chain, 11);
  expect(await validatorIn(chain, "v2")).toMatchObject({ status: "bonded", isJailed: false });
  await absent(chain, 1);
  expect(await validatorIn(chain, "v2")).toMatchObject({
    status: "unbonding",
    isJailed: true,
    tokens: (60n * stos * 99n) / 100n,
  });
  expect(await communityOf(chain)).toBe((60n * stos) / 100n);
  expect((await chain.send("v2", unjailMessage("v2"))).code).toBe(4);
  await chain.block({ at: 600 });
  expect((await chain.send("v2", unjailMessage("v2"))).code).toBe(0);
  expect(await validatorIn(chain, "v2")).toMatchObject({ status: "bonded", isJailed: false });
  expect((await chain.send("v2", unjailMessage("v2"))).code).toBe(5);
  expect((await chain.send("v3", unjailMessage("v3"))).code).toBe(2);
});

test("a vote for no block is no absence, and a block that all have signed writes nothing", async () => {
  const chain = await startStakingChain({ slashing });
  const votes = [voteOf("v1", "signed", 100_000n), voteOf("v2", "nil")];
  await chain.block({ votes });
  const hash = chain.application.info().appHash;
  for (let block = 0; block < 30; block += 1) await chain.block({ votes });
  expect(chain.application.info().appHash).toEqual(hash);
  expect(await validatorIn(chain, "v2")).toMatchObject({ isJailed: false });
});

test("signing twice takes 5 % of the stake that stood behind it, also of what has left since, and is for ever", async () => {
  const chain = await startStakingChain({ slashing });
  await chain.send("v3", createValidatorMessage("v3", 10n * stos));
  await chain.block({ at: 10 });
  const infraction = doubleSigning("v1", { height: 3, at: 10, power: 100_000n });
  await chain.send("d", undelegateMessage("d", "v1", 10n * stos));
  await chain.send("d", redelegateMessage("d", { from: "v1", to: "v2" }, 20n * stos));
  await chain.send("e", delegateMessage("e", "v1", 30n * stos));
  const { events } = await chain.block({ misbehaviour: [infraction] });

  // 5 % of 100 STOS: 0.5 of the unbonding, 1 of the redelegation, 3.5 of the 100 that are left.
  expect(await communityOf(chain)).toBe(5n * stos);
  expect(await validatorIn(chain, "v1")).toMatchObject({
    isJailed: true,
    tokens: (965n * stos) / 10n,
  });
  expect(await validatorIn(chain, "v2")).toMatchObject({ tokens: 79n * stos });
  expect(events.filter(({ type }) => type === "slash")).toHaveLength(1);

  await chain.block({ at: 22 * day });
  expect(await balanceIn(chain, "d")).toBe(startBalance + (95n * stos) / 10n);
  const later = await chain.send("v1", unjailMessage("v1"));
  expect(later.code).toBe(4);
  await chain.block({ misbehaviour: [infraction] });
  expect(await communityOf(chain)).toBe(5n * stos);
  const path = `/cosmos/slashing/v1beta1/signing_infos/${signer("v1")}`;
  expect((await chain.route(path)).body).toMatchObject({ val_signing_info: { tombstoned: true } });
});

test("who undelegates what he has redelegated is reached all the same", async () => {
  const chain = await startStakingChain({ slashing });
  await chain.block({ at: 10 });
  await chain.send("d", redelegateMessage("d", { from: "v1", to: "v2" }, 40n * stos));
  await chain.send("d", undelegateMessage("d", "v2", 40n * stos));
  const infraction = doubleSigning("v1", { height: 1, at: 10, power: 100_000n });
  await chain.block({ misbehaviour: [infraction] });
  expect(await communityOf(chain)).toBe(5n * stos);
  await chain.block({ at: 22 * day });
  expect(await balanceIn(chain, "d")).toBe(startBalance + 38n * stos);
});

test("stake that had left before, and evidence older than 21 days, are not reached", async () => {
  const chain = await startStakingChain({ slashing });
  await chain.send("d", undelegateMessage("d", "v1", 40n * stos));
  await chain.block({ at: 10 });
  await chain.block({
    misbehaviour: [doubleSigning("v1", { height: 3, at: 10, power: 60_000n })],
  });
  expect(await communityOf(chain)).toBe(3n * stos);
  await chain.block({ at: 22 * day });
  expect(await balanceIn(chain, "d")).toBe(startBalance + 40n * stos);
  await chain.block({ misbehaviour: [doubleSigning("v2", { height: 3, at: 10, power: 60_000n })] });
  expect(await communityOf(chain)).toBe(3n * stos);
});

test("a tombstoned key never signs again, also not under another operator", async () => {
  const chain = await startStakingChain({ slashing });
  await chain.block({
    misbehaviour: [doubleSigning("v2", { height: 1, at: 0, power: 60_000n })],
  });
  await chain.send("v2", undelegateMessage("v2", "v2", 57n * stos));
  await chain.block({ at: 22 * day });
  expect(await validatorIn(chain, "v2")).toBeUndefined();
  const reused = createValidatorMessage("v3", stos, { keyOf: "v2" });
  expect((await chain.send("v3", reused)).code).toBe(5);
});

test("a slash beyond 2^63 is exported and comes back: no number of it is an int64", async () => {
  const huge = 50_000_000n * stos;
  const chain = await startStakingChain({
    slashing,
    validators: [
      {
        operator: addressOf("v1"),
        moniker: "v1",
        commission_bp: 0,
        self: `${huge}`,
        delegators: [],
      },
      {
        operator: addressOf("v2"),
        moniker: "v2",
        commission_bp: 0,
        self: `${stos}`,
        delegators: [],
      },
    ],
  });
  const power = huge / 10n ** 15n;
  await chain.block({ misbehaviour: [doubleSigning("v1", { height: 1, at: 0, power })] });
  expect(await communityOf(chain)).toBe(huge / 20n);
  expect(huge / 20n).toBeGreaterThan(2n ** 63n);
  const exported = await chain.application.exportState();
  const restored = await chainFrom(exported, chain.now());
  expect(await restored.application.exportState()).toEqual(exported);
});
