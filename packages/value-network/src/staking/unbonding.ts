import { add, type Wei } from "@stos/units";
import type { ValueCapabilities } from "../capabilities.ts";
import { refuse } from "../failure.ts";
import type { DelegationOf } from "./delegation.ts";
import type { RedelegationEntry, StakingState, UnbondingEntry } from "./state.ts";

type Needs = Pick<ValueCapabilities, "block" | "staking">;

export type RedelegationOf = Readonly<{ delegator: string; from: string; to: string }>;

/** Refuses where as many are open as may be. */
export function requireRoomForUnbonding(
  { staking }: Needs,
  { delegator, operator }: DelegationOf,
): void {
  const { entriesMax } = staking.parameters();
  const open = staking.state.unbondings.get([delegator, operator]) ?? [];
  if (open.length >= entriesMax)
    throw refuse(
      "staking",
      "too-many-unbondings",
      `${entriesMax} unbondings of this delegation are open; wait until one completes`,
    );
}

/** Opens an unbonding. Two of one block are one. */
export function openUnbonding(
  { block, staking }: Needs,
  { delegator, operator }: DelegationOf,
  amount: Wei,
): number {
  const { state } = staking;
  const completesAt = block.time + staking.parameters().unbondingSeconds;
  const open = state.unbondings.get([delegator, operator]) ?? [];
  const last = open.at(-1);
  const isSame = last?.createdHeight === block.height && last.completesAt === completesAt;
  const entry: UnbondingEntry = isSame
    ? { ...last, initial: add(last.initial, amount), balance: add(last.balance, amount) }
    : {
        id: takeId(state),
        createdHeight: block.height,
        completesAt,
        initial: amount,
        balance: amount,
      };
  setUnbondings(state, { delegator, operator }, [...(isSame ? open.slice(0, -1) : open), entry]);
  state.due.set([completesAt, "unbonding", delegator, operator, ""], true);
  return completesAt;
}

export function setUnbondings(
  { unbondings, unbondingFrom }: StakingState,
  { delegator, operator }: DelegationOf,
  entries: readonly UnbondingEntry[],
): void {
  if (entries.length === 0) {
    unbondings.delete([delegator, operator]);
    unbondingFrom.delete([operator, delegator]);
  } else {
    unbondings.set([delegator, operator], entries);
    unbondingFrom.set([operator, delegator], true);
  }
}

/** Keeps a redelegation as long as a slash of `from` may still reach it. */
export function openRedelegation(
  { staking }: Needs,
  key: RedelegationOf,
  entry: Omit<RedelegationEntry, "id">,
): void {
  const { state } = staking;
  const open = state.redelegations.get([key.delegator, key.from, key.to]) ?? [];
  setRedelegations(state, key, [...open, { id: takeId(state), ...entry }]);
  state.due.set([entry.completesAt, "redelegation", key.delegator, key.from, key.to], true);
}

export function setRedelegations(
  { redelegations, redelegationFrom, redelegationTo }: StakingState,
  { delegator, from, to }: RedelegationOf,
  entries: readonly RedelegationEntry[],
): void {
  if (entries.length === 0) {
    redelegations.delete([delegator, from, to]);
    redelegationFrom.delete([from, delegator, to]);
    redelegationTo.delete([delegator, to, from]);
  } else {
    redelegations.set([delegator, from, to], entries);
    redelegationFrom.set([from, delegator, to], true);
    redelegationTo.set([delegator, to, from], true);
  }
}

function takeId({ nextId }: StakingState): number {
  const id = nextId.get() ?? 1;
  nextId.set(id + 1);
  return id;
}
