import { expect, test } from "vitest";
import { moduleAccounts } from "../bank/module-accounts.ts";
import { addressOf, startBalance, stos } from "../testing/genesis.ts";
import { sendMessage } from "../testing/messages.ts";
import { reportPackets } from "../testing/packets.ts";
import { balanceIn, startStakingChain } from "../testing/staking-chain.ts";
import {
  delegateMessage,
  redelegateMessage,
  setWithdrawAddressMessage,
  undelegateMessage,
  validatorOf,
  withdrawCommissionMessage,
  withdrawRewardMessage,
} from "../testing/staking-messages.ts";
import type { TestChain } from "../testing/test-chain.ts";
import { earnedReward } from "./delegation-reward.ts";
import { voidStakeReward } from "./pay-validator.ts";

const epochSeconds = 600;
const lockEpochs = 10;
/** When the rewards of an epoch are free. */
const freeAt = (epoch: number) => (epoch + 1 + lockEpochs) * epochSeconds;

const start = () => startStakingChain({ pot: { reward_lock_epochs: lockEpochs } });

/** An idle epoch: the stake share of 80 STOS is 16, split D : Z between 160 STOS of stake and the node's 20,000. */
async function epoch(chain: TestChain, number: number): Promise<void> {
  const report = { epoch: number, inboxNumber: 0, accountsTotal: 0n };
  await chain.block({ at: (number + 1) * epochSeconds, packets: reportPackets(report) });
}

const earned = (chain: TestChain, by: string, from = "v1") =>
  chain.read((capabilities) =>
    earnedReward(capabilities, { delegator: addressOf(by), operator: validatorOf(from) }),
  );
async function withdrawn(chain: TestChain, by: string, from = "v1"): Promise<bigint> {
  const before = await balanceIn(chain, by);
  const { code, log } = await chain.send(by, withdrawRewardMessage(by, from));
  if (code !== 0) throw new Error(log);
  return (await balanceIn(chain, by)) - before;
}
const poolOf = (of: bigint) => (16n * stos * of) / 20_160n;

test("stake rewards are locked for their own time, and then the paper's split is paid", async () => {
  const chain = await start();
  await epoch(chain, 0);
  const pool = poolOf(100n);
  const delegated = (pool * 40n) / 100n;
  const commission = delegated / 10n;
  expect(await earned(chain, "d")).toBe(delegated - commission);
  expect(await withdrawn(chain, "d")).toBe(0n);
  expect((await chain.send("v1", withdrawCommissionMessage("v1"))).code).toBe(7);
  await chain.block({ at: freeAt(0) - 1 });
  expect(await withdrawn(chain, "d")).toBe(0n);
  await chain.block({ at: freeAt(0) });
  expect(await withdrawn(chain, "d")).toBe(delegated - commission);
  expect(await withdrawn(chain, "d")).toBe(0n);
  expect((await chain.send("v1", withdrawCommissionMessage("v1"))).code).toBe(0);
  expect((await balanceIn(chain, "v1")) - startBalance).toBe(commission);
  expect(await withdrawn(chain, "v1")).toBeLessThanOrEqual(pool - commission);
});

test("the vesting page has what stake earned in each epoch, before and after the delegation changed", async () => {
  const chain = await start();
  const stakeOf = async (by: string) => {
    const { body } = await chain.route(`/stratos/economy/v1/vesting/${addressOf(by)}`);
    return (body as readonly { epoch: string; stake: string; free_at: string }[]).map(
      ({ epoch: of, stake }) => [of, BigInt(stake)] as const,
    );
  };
  await epoch(chain, 0);
  const first = await earned(chain, "d");
  expect(await stakeOf("d")).toEqual([["0", first]]);
  await chain.send("d", delegateMessage("d", "v1", 60n * stos));
  await epoch(chain, 1);
  const second = (await earned(chain, "d")) - first;
  expect(await stakeOf("d")).toEqual([
    ["0", first],
    ["1", second],
  ]);
  // The validator's row is its own delegation's and its commission.
  const [row] = await stakeOf("v1");
  expect((row?.[1] ?? 0n) + first).toBe(poolOf(100n));

  await chain.block({ at: freeAt(0) });
  expect(await stakeOf("d")).toEqual([["1", second]]);
});

test("what a delegation earned stays its own and becomes free epoch by epoch, whatever it does meanwhile", async () => {
  const chain = await start();
  await epoch(chain, 0);
  const first = await earned(chain, "d");
  await chain.send("d", delegateMessage("d", "v1", 60n * stos));
  await epoch(chain, 1);
  const both = await earned(chain, "d");
  expect(both).toBeGreaterThan(first);
  await chain.send("d", undelegateMessage("d", "v1", 100n * stos));
  await epoch(chain, 2);
  expect(await earned(chain, "d")).toBe(both);

  await chain.block({ at: freeAt(0) });
  expect(await withdrawn(chain, "d")).toBe(first);
  await chain.block({ at: freeAt(1) });
  expect(await withdrawn(chain, "d")).toBe(both - first);
  const after = await chain.send("d", withdrawRewardMessage("d", "v1"));
  expect(after).toMatchObject({ code: 5, codespace: "distribution" });
});

test("who comes later earns nothing of what was, and a redelegation earns at its target", async () => {
  const chain = await start();
  await epoch(chain, 0);
  await chain.send("e", delegateMessage("e", "v1", 1_000n * stos));
  expect(await earned(chain, "e")).toBe(0n);
  await chain.send("d", redelegateMessage("d", { from: "v1", to: "v2" }, 40n * stos));
  const before = await earned(chain, "d");
  await epoch(chain, 1);
  expect(await earned(chain, "d")).toBe(before);
  expect(await earned(chain, "d", "v2")).toBeGreaterThan(0n);
  expect(await earned(chain, "e")).toBeGreaterThan(0n);
});

test("a delegation that changes pays out at once what is free, and gas fees are free at once", async () => {
  const chain = await start();
  const fee = 160n * stos;
  const messages = [sendMessage("user", addressOf("x"), 1n)];
  await chain.block({ transactions: [{ by: "user", messages, fee }] });
  await chain.send("d", delegateMessage("d", "v1", stos));
  expect((await balanceIn(chain, "d")) - startBalance).toBe(36n * stos - stos);
});

test("rewards go where the wallet says, never to the chain's own accounts", async () => {
  const chain = await start();
  const messages = [sendMessage("user", addressOf("x"), 1n)];
  await chain.block({ transactions: [{ by: "user", messages, fee: 160n * stos }] });
  const pool = setWithdrawAddressMessage("d", moduleAccounts.volumePool);
  expect((await chain.send("d", pool)).code).toBe(4);
  await chain.send("d", setWithdrawAddressMessage("d", addressOf("cold")));
  expect(await withdrawn(chain, "d")).toBe(0n);
  expect(await balanceIn(chain, "cold")).toBe(36n * stos);
});

test("a voided epoch pays nobody, and the epochs around it pay what they did", async () => {
  const chain = await start();
  for (const number of [0, 1, 2]) await epoch(chain, number);
  const three = await earned(chain, "d");
  const left = await chain.read(async (capabilities) => {
    const taken = await voidStakeReward(capabilities, validatorOf("v1"), 1);
    const delegation = { delegator: addressOf("d"), operator: validatorOf("v1") };
    return { taken, earned: await earnedReward(capabilities, delegation) };
  });
  expect(left.taken).toBe(poolOf(100n));
  expect(three - (three * 2n) / 3n - (three - left.earned)).toBeLessThanOrEqual(1n);
});

test("REST shows what may be withdrawn, in Cosmos' shapes", async () => {
  const chain = await start();
  const messages = [sendMessage("user", addressOf("x"), 1n)];
  await chain.block({ transactions: [{ by: "user", messages, fee: 160n * stos }] });
  await epoch(chain, 0);
  const get = async (path: string) =>
    (await chain.route(`/cosmos/distribution/v1beta1/${path}`)).body;
  const coins = (amount: bigint) => [{ denom: "wei", amount: `${amount}.000000000000000000` }];
  expect(await get(`delegators/${addressOf("d")}/rewards`)).toEqual({
    rewards: [{ validator_address: validatorOf("v1"), reward: coins(36n * stos) }],
    total: coins(36n * stos),
  });
  expect(await get(`validators/${validatorOf("v1")}/commission`)).toEqual({
    commission: { commission: coins(4n * stos) },
  });
  expect(await get(`validators/${validatorOf("v1")}/outstanding_rewards`)).toEqual({
    rewards: { rewards: coins(100n * stos + poolOf(100n)) },
  });
  expect(await get("params")).toMatchObject({ params: { community_tax: "0.000000000000000000" } });
  expect((await chain.route("/cosmos/mint/v1beta1/inflation")).body).toEqual({
    inflation: "0.000000000000000000",
  });
});
