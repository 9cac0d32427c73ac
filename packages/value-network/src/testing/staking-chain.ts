import { keyHash } from "@stos/codec";
import type { Misbehaviour, Vote } from "@stos/ledger";
import { addressOf, consensusKey, origin, stos, type TestGenesis } from "./genesis.ts";
import { validatorOf } from "./staking-messages.ts";
import { startTestChain, type TestChain } from "./test-chain.ts";

/** Two validators of 100 and 60 STOS, all their own but 40 STOS of `d` at `v1`; `d` and both operators have balances besides. */
export function startStakingChain(given: TestGenesis = {}): Promise<TestChain> {
  const validator = (name: string, self: bigint, delegated: bigint) => ({
    operator: addressOf(name),
    moniker: name,
    commission_bp: 1_000,
    self: `${self * stos}`,
    delegators:
      delegated === 0n ? [] : [{ delegator: addressOf("d"), amount: `${delegated * stos}` }],
  });
  return startTestChain({
    validators: [validator("v1", 60n, 40n), validator("v2", 60n, 0n)],
    wallets: ["v1", "v2", "v3", "d", "e"],
    ...given,
  });
}

/** How a validator voted on the block before. */
export function voteOf(name: string, flag: Vote["flag"], power = 60_000n): Vote {
  return { address: keyHash(consensusKey(addressOf(name)).publicKey), power, flag };
}

/** Proof that a validator signed twice at `height`, `at` seconds after genesis. */
export function doubleSigning(
  name: string,
  { height, at, power }: Readonly<{ height: number; at: number; power: bigint }>,
): Misbehaviour {
  return {
    kind: "duplicate-vote",
    address: keyHash(consensusKey(addressOf(name)).publicKey),
    power,
    totalPower: 160_000n,
    height,
    time: { seconds: origin + at, nanos: 0 },
  };
}

export const validatorIn = (chain: TestChain, name: string) =>
  chain.read(({ staking }) => staking.validator(validatorOf(name)));

export const balanceIn = (chain: TestChain, name: string) =>
  chain.read(({ bank }) => bank.balance(addressOf(name)));
