import { moduleAccounts } from "../bank/module-accounts.ts";
import type { ValueCapabilities } from "../capabilities.ts";
import { powerOf } from "./staking.ts";
import type { Validator } from "./state.ts";

type Needs = Pick<ValueCapabilities, "bank" | "block" | "consensus" | "slashing" | "staking">;

/**
 * Bonds the strongest validators that aren't jailed, unbonds the others, and tells the engine. Where nobody would be left, everything
 * stays as it is: a chain without validators can't go on.
 */
export async function updateValidatorSet(capabilities: Needs): Promise<void> {
  const { consensus, staking } = capabilities;
  const strongest = await strongestValidators(capabilities);
  if (strongest.length === 0) return;

  const known = new Map<string, number>();
  for await (const [operator, power] of staking.state.bondedPowers.entries())
    known.set(operator, power);

  for (const operator of strongest) {
    const validator = held(capabilities, operator);
    if (validator.status !== "bonded") await bond(capabilities, operator, validator);
    const power = powerOf(validator);
    if (known.get(operator) !== power) {
      staking.state.bondedPowers.set(operator, power);
      consensus.setValidator({ publicKey: validator.consensusKey, power: BigInt(power) });
    }
    known.delete(operator);
  }
  for (const operator of known.keys()) beginUnbonding(capabilities, operator);
}

/** Tells the engine of all that are bonded, as a chain's start must. */
export async function announceValidators(
  capabilities: Pick<Needs, "consensus" | "staking">,
): Promise<void> {
  const { consensus, staking } = capabilities;
  for await (const [operator, power] of staking.state.bondedPowers.entries()) {
    const { consensusKey } = held(capabilities, operator);
    consensus.setValidator({ publicKey: consensusKey, power: BigInt(power) });
  }
}

async function strongestValidators({ staking }: Pick<Needs, "staking">) {
  const { validatorsMax } = staking.parameters();
  const operators: string[] = [];
  const range = { reverse: true, limit: validatorsMax };
  for await (const [[, operator]] of staking.state.byPower.entries(range)) operators.push(operator);
  return operators;
}

async function bond(
  { bank, slashing, staking }: Needs,
  operator: string,
  validator: Validator,
): Promise<void> {
  bank.transfer(moduleAccounts.notBonded, moduleAccounts.bonded, validator.tokens);
  if (validator.status === "unbonding")
    staking.state.due.delete([validator.unbondedAt, "validator", operator, "", ""]);
  staking.setValidator(operator, {
    ...validator,
    status: "bonded",
    unbondingHeight: 0,
    unbondedAt: 0,
  });
  await slashing.beginWatching(validator.consensusKey);
}

function beginUnbonding(capabilities: Needs, operator: string): void {
  const { bank, block, consensus, staking } = capabilities;
  const validator = held(capabilities, operator);
  const unbondedAt = block.time + staking.parameters().unbondingSeconds;
  bank.transfer(moduleAccounts.bonded, moduleAccounts.notBonded, validator.tokens);
  staking.setValidator(operator, {
    ...validator,
    status: "unbonding",
    unbondingHeight: block.height,
    unbondedAt,
  });
  staking.state.bondedPowers.delete(operator);
  staking.state.due.set([unbondedAt, "validator", operator, "", ""], true);
  consensus.setValidator({ publicKey: validator.consensusKey, power: 0n });
}

function held({ staking }: Pick<Needs, "staking">, operator: string): Validator {
  const validator = staking.validator(operator);
  if (validator === undefined) throw new RangeError(`the validator ${operator} is missing`);
  return validator;
}
