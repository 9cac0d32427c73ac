import { defineMessage } from "@stos/ledger";
import type { Wei } from "@stos/units";
import { MsgDelegate } from "cosmjs-types/cosmos/staking/v1beta1/tx";
import { requireAccountAddress, requireOperatorAddress } from "../addresses.ts";
import { type Coin, positiveAmount } from "../coins.ts";
import { decimalText } from "../decimal.ts";
import { plainEvent } from "../events.ts";
import { atEdge } from "../wire.ts";
import { addDelegation, type DelegationNeeds } from "./delegation.ts";

export type Delegate = Readonly<{ delegator: string; operator: string; amount: Wei }>;

/** Bonds STOS to a validator. */
export const delegate = defineMessage<DelegationNeeds, Delegate>({
  type: "/cosmos.staking.v1beta1.MsgDelegate",
  decode: (bytes) => delegationOf(atEdge(() => MsgDelegate.decode(bytes))),
  signers: ({ delegator }) => [delegator],
  async execute(capabilities, { delegator, operator, amount }) {
    const from = { amount, from: delegator };
    const shares = await addDelegation(capabilities, { delegator, operator }, from);
    capabilities.emit(
      plainEvent("delegate", {
        validator: operator,
        delegator,
        amount: `${amount}wei`,
        new_shares: decimalText(shares),
      }),
    );
  },
});

/** The fields that MsgDelegate and MsgUndelegate share. Throws `ChainError`. */
export function delegationOf({
  delegatorAddress,
  validatorAddress,
  amount,
}: Readonly<{ delegatorAddress: string; validatorAddress: string; amount: Coin }>): Delegate {
  return {
    delegator: requireAccountAddress(delegatorAddress, "delegator_address"),
    operator: requireOperatorAddress(validatorAddress, "validator_address"),
    amount: positiveAmount([amount]),
  };
}
