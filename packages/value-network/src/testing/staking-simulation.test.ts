import { expect, test } from "vitest";
import { addressOf, day, stos } from "./genesis.ts";
import { sendMessage } from "./messages.ts";
import { reportPackets } from "./packets.ts";
import { doubleSigning, startStakingChain, voteOf } from "./staking-chain.ts";
import * as messages from "./staking-messages.ts";
import { chainFrom, type TestChain, type TestMessage } from "./test-chain.ts";

/** mulberry32: the same seed gives the same history. */
function randomOf(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) % below;
  };
}

const operators = ["v1", "v2", "v3", "v4"];
const wallets = [...operators, "d", "e", "f"];
const slashing = {
  signed_blocks_window: 5,
  min_signed_per_window: "0.5",
  downtime_jail_seconds: 600,
  slash_fraction_double_sign: "0.07",
  slash_fraction_downtime: "0.013",
};
const staking = {
  unbonding_seconds: 20 * 600,
  max_validators: 3,
  max_entries: 3,
  min_commission_rate: "0.01",
};

type Random = (below: number) => number;

function anyMessage(random: Random, height: number): readonly [by: string, TestMessage] {
  const pick = (from: readonly string[]) => from[random(from.length)] ?? "d";
  const [by, at, to] = [pick(wallets), pick(operators), pick(operators)];
  const operator = pick(operators);
  const amount = [1n, 999_999_999n, stos + 7n, 30n * stos + 1n][random(4)] ?? 1n;
  switch (random(11)) {
    case 0:
      return [operator, messages.createValidatorMessage(operator, 20n * stos + amount)];
    case 1:
    case 2:
      return [by, messages.delegateMessage(by, at, amount)];
    case 3:
    case 4:
      return [by, messages.undelegateMessage(by, at, amount)];
    case 5:
      return [by, messages.redelegateMessage(by, { from: at, to }, amount)];
    case 6:
      return [by, messages.cancelUnbondingMessage(by, at, { amount, height: 1 + random(height) })];
    case 7:
      return [by, messages.withdrawRewardMessage(by, at)];
    case 8:
      return [operator, messages.withdrawCommissionMessage(operator)];
    case 9:
      return [operator, messages.unjailMessage(operator)];
    default:
      return [by, messages.setWithdrawAddressMessage(by, addressOf(pick(wallets)))];
  }
}

/** Every block asserts all invariants; the counts say what of it went through. */
async function play(seed: number, blocks: number): Promise<readonly [TestChain, Set<string>]> {
  const random = randomOf(seed);
  const chain = await startStakingChain({
    slashing,
    staking,
    wallets: [...wallets, "user"],
    pot: { reward_lock_epochs: 6 },
  });
  const seen = new Set<string>();
  for (let block = 1; block <= blocks; block += 1) {
    const at = block * 600;
    const drawn = Array.from({ length: 3 }, () => anyMessage(random, block));
    const fee = BigInt(random(1_000_000_007)) * 10n ** 9n;
    const isEpochLost = random(8) === 0;
    const isDoubleSigned = random(40) === 0;
    const made = await chain.block({
      at,
      transactions: [
        { by: "user", messages: [sendMessage("user", addressOf("x"), 1n)], fee },
        ...drawn.map(([by, message]) => ({ by, messages: [message] })),
      ],
      packets: reportPackets({
        epoch: block - 1,
        inboxNumber: 0,
        accountsTotal: 0n,
        isVoid: isEpochLost,
      }),
      votes: operators.map((name) => voteOf(name, random(3) === 0 ? "absent" : "signed")),
      misbehaviour: isDoubleSigned
        ? [
            doubleSigning(operators[1 + random(3)] ?? "v2", {
              height: Math.max(1, block - random(5)),
              at: at - 600,
              power: 60_000n,
            }),
          ]
        : [],
    });
    for (const [index, { code }] of made.results.entries())
      if (code === 0) seen.add(drawn[index - 1]?.[1].typeUrl.split(".").at(-1) ?? "");
    for (const { type } of made.events) seen.add(type);
  }
  return [chain, seen];
}

test.each([1, 2, 3])(
  "after every block of a random history all sums hold, and an export goes on the same (seed %d)",
  async (seed) => {
    const [chain, seen] = await play(seed, 120);
    for (const wanted of [
      "MsgDelegate",
      "MsgUndelegate",
      "MsgBeginRedelegate",
      "MsgWithdrawDelegatorReward",
      "complete_unbonding",
      "slash",
    ])
      expect(seen).toContain(wanted);
    expect(await chain.application.checkInvariants()).toEqual([]);

    const exported = await chain.application.exportState();
    const restored = await chainFrom(exported, chain.now());
    const later = chain.now() + 30 * day;
    await chain.block({ at: later });
    await restored.block({ at: later });
    expect(await restored.application.exportState()).toEqual(await chain.application.exportState());
  },
  120_000,
);
