import { defineMessage } from "@stos/ledger";
import { wei } from "@stos/units";
import {
  MsgWithdrawValidatorCommission,
  MsgWithdrawValidatorCommissionResponse,
} from "cosmjs-types/cosmos/distribution/v1beta1/tx";
import { requireOperatorAddress, walletOf } from "../addresses.ts";
import { moduleAccounts } from "../bank/module-accounts.ts";
import type { ValueCapabilities } from "../capabilities.ts";
import { coinsOf } from "../coins.ts";
import { plainEvent } from "../events.ts";
import { refuse } from "../failure.ts";
import { atEdge } from "../wire.ts";

type Needs = Pick<ValueCapabilities, "bank" | "distribution" | "emit" | "pot">;

/** Pays a validator's commission: of gas fees, and of the stake rewards whose 14 days are over. */
export const withdrawValidatorCommission = defineMessage<Needs, Readonly<{ operator: string }>>({
  type: "/cosmos.distribution.v1beta1.MsgWithdrawValidatorCommission",
  decode(bytes) {
    const { validatorAddress } = atEdge(() => MsgWithdrawValidatorCommission.decode(bytes));
    return { operator: requireOperatorAddress(validatorAddress, "validator_address") };
  },
  signers: ({ operator }) => [walletOf(operator)],
  execute({ bank, distribution, emit, pot }, { operator }) {
    const { locked, free } = distribution.commission(operator);
    if (free === 0n)
      throw refuse(
        "distribution",
        "no-commission",
        `${operator} has no commission to withdraw; ${locked}wei are still locked`,
      );

    distribution.state.commissions.set(operator, { locked, free: wei(0n) });
    distribution.takeOutstanding(operator, free);
    const receiver = distribution.receiver(walletOf(operator));
    bank.transfer(moduleAccounts.distribution, receiver, free);
    pot.addFlow("stakePaid", free);
    emit(plainEvent("withdraw_commission", { amount: `${free}wei` }));
    return MsgWithdrawValidatorCommissionResponse.encode({ amount: [...coinsOf(free)] }).finish();
  },
});
