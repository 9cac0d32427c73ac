import { byCodeUnit } from "@stos/economy";
import { exportableGenesis, sdkError } from "@stos/ledger";
import { requireAccountAddress } from "../addresses.ts";
import { moduleAccounts } from "../bank/module-accounts.ts";
import type { ValueCapabilities } from "../capabilities.ts";
import { type GenesisReader, readGenesis } from "../genesis-json.ts";
import type { GenesisValidatorStake } from "./staking.ts";
import { stakingStore } from "./state.ts";

/** Amounts in wei; `operator` and `delegator` are wallets (`st1…`). */
export type StakingGenesis = Readonly<{
  validators: readonly Readonly<{
    operator: string;
    moniker: string;
    commission_bp: number;
    self: string;
    delegators: readonly Readonly<{ delegator: string; amount: string }>[];
  }>[];
}>;

export const genesis = exportableGenesis(
  stakingStore,
  ({ bank, staking }: Pick<ValueCapabilities, "bank" | "staking" | "state">, given) => {
    const validators = readGenesis(given, "staking").objects("validators").map(stakeOf);
    const operators = new Set(validators.map(({ id }) => id));
    if (operators.size !== validators.length)
      throw sdkError("invalid-request", "genesis: staking.validators names an operator twice");

    staking.setGenesis(validators.toSorted((a, b) => byCodeUnit(a.id, b.id)));
    bank.mintAtGenesis(moduleAccounts.bonded, staking.bonded());
  },
);

function stakeOf(validator: GenesisReader): GenesisValidatorStake {
  const commissionBp = BigInt(validator.whole("commission_bp"));
  if (commissionBp > 10_000n)
    throw sdkError("invalid-request", "genesis: a commission is at most 10000 basis points");
  return {
    id: requireAccountAddress(validator.text("operator"), "staking.validators.operator"),
    moniker: validator.text("moniker"),
    commissionBp,
    self: validator.amount("self"),
    delegators: validator.objects("delegators").map((each) => ({
      id: requireAccountAddress(each.text("delegator"), "staking.validators.delegators.delegator"),
      amount: each.amount("amount"),
    })),
  };
}
