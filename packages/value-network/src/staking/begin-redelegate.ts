import { defineMessage } from "@stos/ledger";
import type { Wei } from "@stos/units";
import {
  MsgBeginRedelegate,
  MsgBeginRedelegateResponse,
} from "cosmjs-types/cosmos/staking/v1beta1/tx";
import { requireAccountAddress, requireOperatorAddress } from "../addresses.ts";
import { positiveAmount } from "../coins.ts";
import { plainEvent } from "../events.ts";
import { refuse } from "../failure.ts";
import { isoTime } from "../iso-time.ts";
import { triplesOfPair } from "../key-ranges.ts";
import { atEdge } from "../wire.ts";
import { addDelegation, type DelegationNeeds, poolOf, takeShares } from "./delegation.ts";
import { requireValidator } from "./staking.ts";
import type { Validator } from "./state.ts";
import { openRedelegation, type RedelegationOf } from "./unbonding.ts";
import { sharesToTake } from "./undelegate.ts";

type BeginRedelegate = RedelegationOf & Readonly<{ amount: Wei }>;

/** Moves stake to another validator at once. For 21 days a slash of the first one still reaches it, and it can't move on. */
export const beginRedelegate = defineMessage<DelegationNeeds, BeginRedelegate>({
  type: "/cosmos.staking.v1beta1.MsgBeginRedelegate",
  decode(bytes) {
    const message = atEdge(() => MsgBeginRedelegate.decode(bytes));
    return {
      delegator: requireAccountAddress(message.delegatorAddress, "delegator_address"),
      from: requireOperatorAddress(message.validatorSrcAddress, "validator_src_address"),
      to: requireOperatorAddress(message.validatorDstAddress, "validator_dst_address"),
      amount: positiveAmount([message.amount]),
    };
  },
  signers: ({ delegator }) => [delegator],
  async execute(capabilities, { amount: wanted, ...redelegation }) {
    const { block, emit, staking } = capabilities;
    const { delegator, from, to } = redelegation;
    const shares = sharesToTake(capabilities, { delegator, operator: from }, wanted);
    const source = requireValidator(staking, from);
    await requireRedelegable(capabilities, redelegation);

    const amount = await takeShares(capabilities, { delegator, operator: from }, shares);
    if (amount === 0n)
      throw refuse("staking", "redelegation-too-small", "the redelegation is worth nothing");
    const moved = { amount, from: poolOf(source) };
    const bought = await addDelegation(capabilities, { delegator, operator: to }, moved);
    const completesAt = completionOf(capabilities, source);
    if (completesAt > block.time)
      openRedelegation(capabilities, redelegation, {
        createdHeight: source.status === "bonded" ? block.height : source.unbondingHeight,
        completesAt,
        initial: amount,
        shares: bought,
      });
    emit(
      plainEvent("redelegate", {
        source_validator: from,
        destination_validator: to,
        amount: `${amount}wei`,
        completion_time: isoTime(completesAt),
      }),
    );
    return MsgBeginRedelegateResponse.encode({
      completionTime: { seconds: BigInt(completesAt), nanos: 0 },
    }).finish();
  },
});

async function requireRedelegable(
  { staking }: DelegationNeeds,
  { delegator, from, to }: RedelegationOf,
): Promise<void> {
  const { state } = staking;
  if (from === to)
    throw refuse("staking", "redelegation-to-itself", "both validators are the same");
  if (staking.validator(to) === undefined)
    throw refuse("staking", "redelegation-target-unknown", `${to}: validator does not exist`);
  for await (const _ of state.redelegationTo.entries({
    ...triplesOfPair(delegator, from),
    limit: 1,
  }))
    throw refuse(
      "staking",
      "redelegation-of-a-redelegation",
      `a redelegation to ${from} is still in progress; what came to it can't move on before it completes`,
    );
  const { entriesMax } = staking.parameters();
  if ((state.redelegations.get([delegator, from, to]) ?? []).length >= entriesMax)
    throw refuse(
      "staking",
      "too-many-redelegations",
      `${entriesMax} redelegations between these validators are open; wait until one completes`,
    );
}

/** A slash of an unbonded validator reaches nothing any more. */
function completionOf({ block, staking }: DelegationNeeds, source: Validator): number {
  switch (source.status) {
    case "bonded":
      return block.time + staking.parameters().unbondingSeconds;
    case "unbonding":
      return source.unbondedAt;
    case "unbonded":
      return block.time;
  }
}
