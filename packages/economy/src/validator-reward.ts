import { add, mulDivFloor, sub, sum, type Wei, wei } from "@stos/units";
import { EconomyError } from "./failure.ts";
import { type Share, shareByWeight, totalShared } from "./pro-rata.ts";

/** A validator with all that is bonded to it. */
export type ValidatorStake = Readonly<{
  id: string;
  /** 100 is 1 %. */
  commissionBp: bigint;
  self: Wei;
  delegators: readonly Readonly<{ id: string; amount: Wei }>[];
}>;

/** What a validator's pool comes to. `validator` + Σ `each` is the whole pool. */
export type ValidatorReward = Readonly<{
  validator: Wei;
  commission: Wei;
  delegators: Wei;
  each: readonly Share[];
}>;

/**
 * Splits one validator's pool by stake, with a commission on the delegators' part (section 5): of 100 STOS with
 * 20 % self-delegated and a commission of 1 %, 0.8 commission, 20.8 to the validator, 79.2 to the delegators.
 *
 * Rounds the delegators' part, the commission and each delegator down; the dust goes to the validator.
 */
export function splitValidatorPool(
  pool: Wei,
  { commissionBp, self, delegators }: ValidatorStake,
): ValidatorReward {
  if (commissionBp > wholeBp)
    throw new EconomyError({ code: "commission-above-whole", commissionBp });
  const delegated = sum(delegators.map(({ amount }) => amount));
  const stake = add(self, delegated);
  if (stake === 0n) throw new EconomyError({ code: "nothing-staked" });

  const delegatorsPart = wei(mulDivFloor(pool, delegated, stake));
  const commission = wei(mulDivFloor(delegatorsPart, commissionBp, wholeBp));
  const each = shareByWeight(sub(delegatorsPart, commission), delegators, ({ amount }) => amount);

  const paid = totalShared(each);
  return { validator: sub(pool, paid), commission, delegators: paid, each };
}

/** Shares `amount` among validators by stake, without a proposer's bonus (reading 19). Rounds each down. */
export function shareAmongValidators(
  amount: Wei,
  validators: readonly ValidatorStake[],
): readonly Share[] {
  return shareByWeight(amount, validators, validatorStake);
}

/** All that is bonded to one validator: its voting power. */
export function validatorStake({ self, delegators }: ValidatorStake): Wei {
  return add(self, sum(delegators.map(({ amount }) => amount)));
}

const wholeBp = 10_000n;
