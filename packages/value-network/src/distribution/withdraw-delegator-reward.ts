import { defineMessage } from "@stos/ledger";
import {
  MsgWithdrawDelegatorReward,
  MsgWithdrawDelegatorRewardResponse,
} from "cosmjs-types/cosmos/distribution/v1beta1/tx";
import { requireAccountAddress, requireOperatorAddress } from "../addresses.ts";
import type { ValueCapabilities } from "../capabilities.ts";
import { coinsOf } from "../coins.ts";
import { refuse } from "../failure.ts";
import { atEdge } from "../wire.ts";
import { lockedParts, payDelegation } from "./delegation-reward.ts";

type Needs = Pick<ValueCapabilities, "bank" | "distribution" | "emit" | "pot" | "staking">;
type Withdraw = Readonly<{ delegator: string; operator: string }>;

/** Pays what a delegation has earned: gas fees, and the stake rewards whose 14 days are over. Also of a delegation that has ended. */
export const withdrawDelegatorReward = defineMessage<Needs, Withdraw>({
  type: "/cosmos.distribution.v1beta1.MsgWithdrawDelegatorReward",
  decode(bytes) {
    const message = atEdge(() => MsgWithdrawDelegatorReward.decode(bytes));
    return {
      delegator: requireAccountAddress(message.delegatorAddress, "delegator_address"),
      operator: requireOperatorAddress(message.validatorAddress, "validator_address"),
    };
  },
  signers: ({ delegator }) => [delegator],
  async execute(capabilities, delegation) {
    const { distribution } = capabilities;
    const { delegator, operator } = delegation;
    const isDelegated = distribution.state.positions.has([delegator, operator]);
    if (!isDelegated && (await lockedParts(distribution, delegation)).length === 0)
      throw refuse(
        "distribution",
        "nothing-delegated",
        `${delegator} has neither a delegation to ${operator} nor rewards of an earlier one`,
      );
    const paid = await payDelegation(capabilities, delegation);
    return MsgWithdrawDelegatorRewardResponse.encode({ amount: [...coinsOf(paid)] }).finish();
  },
});
