import { type ValidatorStake, validatorStake } from "@stos/economy";
import type { Context } from "@stos/ledger";
import { sum, type Wei } from "@stos/units";
import { stakingStore, validators } from "./state.ts";

/** Who has bonded stake. Until messages of staking exist, it is what genesis says. */
export type Staking = Readonly<{
  stakes(): readonly ValidatorStake[];
  bonded(): Wei;
  setGenesis(stakes: readonly GenesisValidatorStake[]): void;
}>;

export type GenesisValidatorStake = ValidatorStake & Readonly<{ moniker: string }>;

export function stakingOf(context: Context): Staking {
  const entry = validators.open(context.store(stakingStore));
  const all = () => entry.get() ?? [];
  const stakes = (): readonly ValidatorStake[] =>
    all().map(({ operator, commissionBp, self, delegators }) => ({
      id: operator,
      commissionBp,
      self,
      delegators: delegators.map(({ delegator, amount }) => ({ id: delegator, amount })),
    }));

  return {
    stakes,
    bonded: () => sum(stakes().map(validatorStake)),
    setGenesis(genesis) {
      entry.set(
        genesis.map(({ id, moniker, commissionBp, self, delegators }) => ({
          operator: id,
          moniker,
          commissionBp,
          self,
          delegators: delegators.map((each) => ({ delegator: each.id, amount: each.amount })),
        })),
      );
    },
  };
}
