import { defineMessage } from "@stos/ledger";
import type { Wei } from "@stos/units";
import { MsgUndelegate, MsgUndelegateResponse } from "cosmjs-types/cosmos/staking/v1beta1/tx";
import { moduleAccounts } from "../bank/module-accounts.ts";
import { coinOf } from "../coins.ts";
import { plainEvent } from "../events.ts";
import { refuse } from "../failure.ts";
import { isoTime } from "../iso-time.ts";
import { atEdge } from "../wire.ts";
import { type Delegate, delegationOf } from "./delegate.ts";
import {
  type DelegationNeeds,
  type DelegationOf,
  delegatedTokens,
  poolOf,
  takeShares,
} from "./delegation.ts";
import { requireValidator, sharesWorth } from "./staking.ts";
import { openUnbonding, requireRoomForUnbonding } from "./unbonding.ts";

/** Takes STOS from a validator: it comes back after 21 days, and a slash for what was before reaches it till then. */
export const undelegate = defineMessage<DelegationNeeds, Delegate>({
  type: "/cosmos.staking.v1beta1.MsgUndelegate",
  decode: (bytes) => delegationOf(atEdge(() => MsgUndelegate.decode(bytes))),
  signers: ({ delegator }) => [delegator],
  async execute(capabilities, { delegator, operator, amount: wanted }) {
    const { bank, emit, staking } = capabilities;
    const delegation = { delegator, operator };
    const shares = sharesToTake(capabilities, delegation, wanted);
    requireRoomForUnbonding(capabilities, delegation);

    const pool = poolOf(requireValidator(staking, operator));
    const amount = await takeShares(capabilities, delegation, shares);
    if (pool !== moduleAccounts.notBonded) bank.transfer(pool, moduleAccounts.notBonded, amount);
    const completesAt = openUnbonding(capabilities, delegation, amount);
    emit(
      plainEvent("unbond", {
        validator: operator,
        delegator,
        amount: `${amount}wei`,
        completion_time: isoTime(completesAt),
      }),
    );
    return MsgUndelegateResponse.encode({
      completionTime: { seconds: BigInt(completesAt), nanos: 0 },
      amount: coinOf(amount),
    }).finish();
  },
});

/** The shares of a delegation that are worth `amount`: all of them where it is all that they are worth. Throws `ChainError`. */
export function sharesToTake(
  { staking }: Pick<DelegationNeeds, "staking">,
  { delegator, operator }: DelegationOf,
  amount: Wei,
): bigint {
  const validator = requireValidator(staking, operator);
  const held = staking.shares(delegator, operator);
  if (held === 0n)
    throw refuse(
      "staking",
      "delegation-unknown",
      `${delegator} has delegated nothing to ${operator}`,
    );
  const worth = delegatedTokens({ staking }, { delegator, operator });
  if (amount > worth)
    throw refuse(
      "staking",
      "delegation-too-small",
      `the delegation is worth ${worth}wei, less than ${amount}wei`,
    );
  if (amount === worth) return held;
  // Rounded up, they may be a hair more than there are.
  const shares = sharesWorth(validator, amount);
  if (shares > held) return held;
  return shares;
}
