import { min, mulDivFloor, sub, type Wei, wei } from "@stos/units";
import { moduleAccounts } from "../bank/module-accounts.ts";
import { decimalText, one } from "../decimal.ts";
import { noteSlash } from "../distribution/slash-record.ts";
import { plainEvent } from "../events.ts";
import { pairsOf, triplesOf } from "../key-ranges.ts";
import { type DelegationNeeds, type DelegationOf, poolOf, takeShares } from "./delegation.ts";
import { sharesWorth, tokensOf, weiPerPower } from "./staking.ts";
import type { RedelegationEntry, UnbondingEntry } from "./state.ts";
import { setUnbondings } from "./unbonding.ts";

export type Slash = Readonly<{
  operator: string;
  /** Where the validator did what it is slashed for, with this voting power. */
  height: number;
  power: bigint;
  /** In 10⁻¹⁸. */
  fraction: bigint;
}>;

/**
 * Takes `fraction` of the stake that stood behind an infraction: of what unbonds or was redelegated since, and the rest of the
 * validator's tokens. Stake is never burnt: it goes to the community pool. Rounds down. Answers what was taken.
 */
export async function slash(capabilities: DelegationNeeds, infraction: Slash): Promise<Wei> {
  const { block, pot, staking } = capabilities;
  const { operator, height, power, fraction } = infraction;
  const validator = staking.validator(operator);
  if (validator === undefined || validator.status === "unbonded") return wei(0n);

  const wanted = wei(mulDivFloor(power * weiPerPower, fraction, one));
  const elsewhere =
    height < block.height
      ? (await slashUnbondings(capabilities, infraction)) +
        (await slashRedelegations(capabilities, infraction))
      : 0n;
  const left = wei(wanted > elsewhere ? wanted - elsewhere : 0n);
  // The redelegations above may have come back to this very validator.
  const present = staking.validator(operator) ?? validator;
  const taken = min(left, present.tokens);
  staking.setValidator(operator, { ...present, tokens: sub(present.tokens, taken) });
  takeToCommunity(capabilities, poolOf(present), taken);

  const total = wei(taken + elsewhere);
  noteSlash(capabilities, operator, fraction);
  capabilities.emit(
    plainEvent("slash_validator", {
      validator: operator,
      fraction: decimalText(fraction),
      amount: `${total}wei`,
    }),
  );
  pot.addFlow("slashed", total);
  return total;
}

/** A jailed validator loses its place among the bonded ones at the block's end. */
export function jail({ staking }: Pick<DelegationNeeds, "staking">, operator: string): void {
  const validator = staking.validator(operator);
  if (validator === undefined) throw new RangeError(`the validator ${operator} is missing`);
  staking.setValidator(operator, { ...validator, isJailed: true });
}

async function slashUnbondings(
  capabilities: DelegationNeeds,
  { operator, height, fraction }: Slash,
): Promise<bigint> {
  const delegators: string[] = [];
  for await (const [[, delegator]] of capabilities.staking.state.unbondingFrom.entries(
    pairsOf(operator),
  ))
    delegators.push(delegator);

  let taken = 0n;
  for (const delegator of delegators)
    taken += takeFromUnbondings(
      capabilities,
      { delegator, operator },
      { since: height, fraction, atMost: undefined },
    );
  return taken;
}

/** Takes `fraction` of each entry opened at `since` or later; of all together at most `atMost`. */
function takeFromUnbondings(
  capabilities: DelegationNeeds,
  delegation: DelegationOf,
  {
    since,
    fraction,
    atMost,
  }: Readonly<{ since: number; fraction: bigint; atMost: Wei | undefined }>,
): Wei {
  const { block, staking } = capabilities;
  const { delegator, operator } = delegation;
  const open = staking.state.unbondings.get([delegator, operator]) ?? [];
  let taken = wei(0n);
  const after = open.map((entry): UnbondingEntry => {
    if (entry.createdHeight < since || entry.completesAt <= block.time) return entry;
    const part = min(wei(mulDivFloor(entry.initial, fraction, one)), entry.balance);
    const amount = atMost === undefined ? part : min(part, sub(atMost, taken));
    taken = wei(taken + amount);
    return { ...entry, balance: sub(entry.balance, amount) };
  });
  if (taken === 0n) return taken;

  setUnbondings(staking.state, delegation, after);
  takeToCommunity(capabilities, moduleAccounts.notBonded, taken);
  return taken;
}

async function slashRedelegations(
  capabilities: DelegationNeeds,
  { operator, height, fraction }: Slash,
): Promise<bigint> {
  const { block, staking } = capabilities;
  const pairs: (readonly [delegator: string, to: string])[] = [];
  for await (const [[, delegator, to]] of staking.state.redelegationFrom.entries(
    triplesOf(operator),
  ))
    pairs.push([delegator, to]);

  let taken = 0n;
  for (const [delegator, to] of pairs) {
    const entries = staking.state.redelegations.get([delegator, operator, to]) ?? [];
    for (const entry of entries) {
      if (entry.createdHeight < height || entry.completesAt <= block.time) continue;
      taken += await slashRedelegated(capabilities, { delegator, operator: to }, entry, fraction);
    }
  }
  return taken;
}

/** What was redelegated and unbonds from its target since is reached there first, so that nobody slips away by undelegating. */
async function slashRedelegated(
  capabilities: DelegationNeeds,
  target: DelegationOf,
  { createdHeight, initial, shares: given }: RedelegationEntry,
  fraction: bigint,
): Promise<bigint> {
  const { staking } = capabilities;
  const wanted = wei(mulDivFloor(initial, fraction, one));
  const unbonding = takeFromUnbondings(capabilities, target, {
    since: createdHeight,
    fraction,
    atMost: wanted,
  });
  const validator = staking.validator(target.operator);
  const held = staking.shares(target.delegator, target.operator);
  const left = sub(wanted, unbonding);
  if (validator === undefined || held === 0n || left === 0n || validator.tokens === 0n)
    return unbonding;

  const part = smallest([
    sharesWorth(validator, min(left, validator.tokens)),
    mulDivFloor(given, fraction, one),
    held,
  ]);
  if (part === 0n || tokensOf(validator, part) === 0n) return unbonding;
  const taken = await takeShares(capabilities, target, part);
  takeToCommunity(capabilities, poolOf(validator), taken);
  return unbonding + taken;
}

function takeToCommunity({ bank }: DelegationNeeds, from: string, amount: Wei): void {
  bank.transfer(from, moduleAccounts.community, amount);
}

function smallest(values: readonly [bigint, ...(readonly bigint[])]): bigint {
  let [least] = values;
  for (const value of values) if (value < least) least = value;
  return least;
}
