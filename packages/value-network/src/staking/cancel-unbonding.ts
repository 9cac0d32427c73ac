import { defineMessage, sdkError } from "@stos/ledger";
import { sub } from "@stos/units";
import { MsgCancelUnbondingDelegation } from "cosmjs-types/cosmos/staking/v1beta1/tx";
import { moduleAccounts } from "../bank/module-accounts.ts";
import { plainEvent } from "../events.ts";
import { refuse } from "../failure.ts";
import { atEdge } from "../wire.ts";
import { type Delegate, delegationOf } from "./delegate.ts";
import { addDelegation, type DelegationNeeds } from "./delegation.ts";
import { requireValidator } from "./staking.ts";
import { setUnbondings } from "./unbonding.ts";

type CancelUnbonding = Delegate & Readonly<{ createdHeight: bigint }>;

/** Gives what is unbonding back to its validator. */
export const cancelUnbonding = defineMessage<DelegationNeeds, CancelUnbonding>({
  type: "/cosmos.staking.v1beta1.MsgCancelUnbondingDelegation",
  decode(bytes) {
    const message = atEdge(() => MsgCancelUnbondingDelegation.decode(bytes));
    return { ...delegationOf(message), createdHeight: message.creationHeight };
  },
  signers: ({ delegator }) => [delegator],
  async execute(capabilities, { delegator, operator, amount, createdHeight }) {
    const { block, emit, staking } = capabilities;
    if (requireValidator(staking, operator).isJailed)
      throw refuse("staking", "validator-jailed", `${operator} is jailed`);
    const open = staking.state.unbondings.get([delegator, operator]) ?? [];
    const entry = open.find(
      (each) => BigInt(each.createdHeight) === createdHeight && each.completesAt > block.time,
    );
    if (entry === undefined)
      throw refuse(
        "staking",
        "unbonding-unknown",
        `${delegator} has no unbonding from ${operator} of height ${createdHeight}`,
      );
    if (amount > entry.balance)
      throw sdkError(
        "invalid-request",
        `the unbonding has ${entry.balance}wei, less than ${amount}wei`,
      );

    const left = { ...entry, balance: sub(entry.balance, amount) };
    const after = open.flatMap((each) =>
      each !== entry ? [each] : left.balance > 0n ? [left] : [],
    );
    setUnbondings(staking.state, { delegator, operator }, after);
    const from = { amount, from: moduleAccounts.notBonded };
    await addDelegation(capabilities, { delegator, operator }, from);
    emit(
      plainEvent("cancel_unbonding_delegation", {
        validator: operator,
        delegator,
        amount: `${amount}wei`,
        creation_height: `${createdHeight}`,
      }),
    );
  },
});
