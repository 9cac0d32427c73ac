import { keyHash } from "@stos/codec";
import type { ValidatorStake } from "@stos/economy";
import type { Context } from "@stos/ledger";
import { mulDivCeil, mulDivFloor, type Wei, wei } from "@stos/units";
import { one } from "../decimal.ts";
import { refuse } from "../failure.ts";
import { openStaking, type StakingParameters, type StakingState, type Validator } from "./state.ts";

/** Validators and delegations as other modules may use them. */
export type Staking = Readonly<{
  state: StakingState;
  parameters(): StakingParameters;
  validator(operator: string): Validator | undefined;
  /** Keeps the validator, and finds it by its key and its power. */
  setValidator(operator: string, validator: Validator): void;
  removeValidator(operator: string): void;
  /** Whose consensus key has this address. */
  operatorOfKey(address: Uint8Array): string | undefined;
  /** Shares of a delegation, in 10⁻¹⁸; 0 where there is none. */
  shares(delegator: string, operator: string): bigint;
  /** Bonded validators with their tokens, each as one stake without delegators: F1 splits their pools. */
  stakes(): Promise<readonly ValidatorStake[]>;
}>;

/** Voting power = stake / 10¹⁵ wei, since it must fit an int64. */
export const weiPerPower = 10n ** 15n;

export function stakingOf(context: Context): Staking {
  const state = openStaking(context);
  const validator = (operator: string) => state.validators.get(operator);

  return {
    state,
    parameters() {
      const found = state.parameters.get();
      if (found === undefined) throw new RangeError("staking has no genesis parameters");
      return found;
    },
    validator,
    setValidator(operator, value) {
      const before = validator(operator);
      if (before === undefined) state.operators.set(keyHash(value.consensusKey), operator);
      movePower(state, operator, before, value);
      state.validators.set(operator, value);
    },
    removeValidator(operator) {
      const before = requireHeld(validator(operator), operator);
      movePower(state, operator, before, undefined);
      state.operators.delete(keyHash(before.consensusKey));
      state.validators.delete(operator);
    },
    operatorOfKey: (address) => state.operators.get(address),
    shares: (delegator, operator) => state.delegations.get([delegator, operator]) ?? 0n,
    async stakes() {
      const stakes: ValidatorStake[] = [];
      for await (const [operator] of state.bondedPowers.entries()) {
        const { tokens } = requireHeld(validator(operator), operator);
        stakes.push({ id: operator, commissionBp: 0n, self: tokens, delegators: [] });
      }
      return stakes;
    },
  };
}

/** The validator, where the message names one that must be there. Throws `ChainError`. */
export function requireValidator(staking: Staking, operator: string): Validator {
  const found = staking.validator(operator);
  if (found === undefined)
    throw refuse("staking", "validator-unknown", `${operator}: validator does not exist`);
  return found;
}

/** What the engine counts. Rounds down. */
export function powerOf({ tokens }: Pick<Validator, "tokens">): number {
  return Number(tokens / weiPerPower);
}

/** What shares are worth: ⌊shares · tokens / all shares⌋. */
export function tokensOf({ tokens, shares }: Validator, part: bigint): Wei {
  if (part === shares) return tokens;
  return wei(mulDivFloor(part, tokens, shares));
}

/** What a delegation of `amount` gets: rounded down, in favour of who is there. The first one gets 10¹⁸ shares a wei. */
export function sharesBoughtBy({ tokens, shares }: Validator, amount: Wei): bigint {
  return shares === 0n ? amount * one : mulDivFloor(amount, shares, tokens);
}

/** The least shares that are worth `amount`: rounded up, in favour of who stays. */
export function sharesWorth({ tokens, shares }: Validator, amount: Wei): bigint {
  return mulDivCeil(amount, shares, tokens);
}

function requireHeld(validator: Validator | undefined, operator: string): Validator {
  if (validator === undefined) throw new RangeError(`the validator ${operator} is missing`);
  return validator;
}

/** Keeps the order by power: jailed ones and those of no power aren't in it. */
function movePower(
  { byPower }: StakingState,
  operator: string,
  before: Validator | undefined,
  after: Validator | undefined,
): void {
  const from = rankedPower(before);
  const to = rankedPower(after);
  if (from === to) return;
  if (from > 0) byPower.delete([from, operator]);
  if (to > 0) byPower.set([to, operator], true);
}

function rankedPower(validator: Validator | undefined): number {
  return validator === undefined || validator.isJailed ? 0 : powerOf(validator);
}
