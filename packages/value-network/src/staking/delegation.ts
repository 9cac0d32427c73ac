import { add, sub, type Wei, wei } from "@stos/units";
import { walletOf } from "../addresses.ts";
import { moduleAccounts } from "../bank/module-accounts.ts";
import type { ValueCapabilities } from "../capabilities.ts";
import { settleDelegation, startEarning } from "../distribution/delegation-reward.ts";
import { refuse } from "../failure.ts";
import { requireValidator, sharesBoughtBy, tokensOf } from "./staking.ts";
import type { Validator } from "./state.ts";

export type DelegationNeeds = Pick<
  ValueCapabilities,
  "bank" | "block" | "distribution" | "emit" | "pot" | "staking"
>;

export type DelegationOf = Readonly<{ delegator: string; operator: string }>;

/** Adds to a delegation. `from` is the wallet or pool that holds the STOS. Answers the new shares. */
export async function addDelegation(
  capabilities: DelegationNeeds,
  { delegator, operator }: DelegationOf,
  { amount, from }: Readonly<{ amount: Wei; from: string }>,
): Promise<bigint> {
  const { bank, staking } = capabilities;
  const validator = requireValidator(staking, operator);
  if (validator.shares > 0n && validator.tokens === 0n)
    throw refuse(
      "staking",
      "validator-without-tokens",
      `${operator} has lost all its tokens: its shares have no price to delegate at`,
    );
  await settleDelegation(capabilities, { delegator, operator });
  const pool = poolOf(validator);
  if (from !== pool) bank.transfer(from, pool, amount);

  const bought = sharesBoughtBy(validator, amount);
  staking.setValidator(operator, {
    ...validator,
    tokens: add(validator.tokens, amount),
    shares: validator.shares + bought,
  });
  staking.state.delegations.set(
    [delegator, operator],
    staking.shares(delegator, operator) + bought,
  );
  staking.state.delegators.set([operator, delegator], true);
  startEarning(capabilities, { delegator, operator });
  return bought;
}

/**
 * Takes shares out of a delegation; what they are worth stays in the validator's pool for the caller to move. A validator whose
 * own delegation falls below its minimum is jailed; one that is unbonded and has no shares left is gone.
 */
export async function takeShares(
  capabilities: DelegationNeeds,
  { delegator, operator }: DelegationOf,
  shares: bigint,
): Promise<Wei> {
  const { staking } = capabilities;
  await settleDelegation(capabilities, { delegator, operator });
  const validator = requireValidator(staking, operator);
  const left = staking.shares(delegator, operator) - shares;
  if (left < 0n) throw new RangeError(`${delegator} lacks shares of ${operator}`);

  const tokens = tokensOf(validator, shares);
  const after = {
    ...validator,
    tokens: sub(validator.tokens, tokens),
    shares: validator.shares - shares,
  };
  const isJailed = validator.isJailed || isBelowMinimum(after, { delegator, operator }, left);
  setShares(capabilities, { delegator, operator }, left);
  if (after.shares === 0n && validator.status === "unbonded") staking.removeValidator(operator);
  else staking.setValidator(operator, { ...after, isJailed });
  startEarning(capabilities, { delegator, operator });
  return tokens;
}

/** Which account holds the validator's tokens. */
export function poolOf({ status }: Pick<Validator, "status">): string {
  return status === "bonded" ? moduleAccounts.bonded : moduleAccounts.notBonded;
}

/** What a delegation is worth now. */
export function delegatedTokens(
  { staking }: Pick<ValueCapabilities, "staking">,
  { delegator, operator }: DelegationOf,
): Wei {
  const validator = staking.validator(operator);
  const shares = staking.shares(delegator, operator);
  return validator === undefined || shares === 0n ? wei(0n) : tokensOf(validator, shares);
}

function isBelowMinimum(
  validator: Validator,
  { delegator, operator }: DelegationOf,
  shares: bigint,
): boolean {
  if (walletOf(operator) !== delegator) return false;
  const worth = validator.shares === 0n ? 0n : tokensOf(validator, shares);
  return worth < validator.minSelfDelegation;
}

function setShares(
  { staking }: DelegationNeeds,
  { delegator, operator }: DelegationOf,
  shares: bigint,
): void {
  const { delegations, delegators } = staking.state;
  if (shares > 0n) delegations.set([delegator, operator], shares);
  else {
    delegations.delete([delegator, operator]);
    delegators.delete([operator, delegator]);
  }
}
