import { sum, wei } from "@stos/units";
import { moduleAccounts } from "../bank/module-accounts.ts";
import type { ValueCapabilities } from "../capabilities.ts";
import { plainEvent } from "../events.ts";
import { type RedelegationOf, setRedelegations, setUnbondings } from "./unbonding.ts";

type Needs = Pick<ValueCapabilities, "bank" | "block" | "emit" | "staking">;

/** What falls due with time: validators are unbonded, unbondings paid out, redelegations forgotten. */
export async function runStakingCalendar(capabilities: Needs): Promise<void> {
  const { block, staking } = capabilities;
  const due: (readonly [number, string, string, string, string])[] = [];
  const range = { lt: [block.time + 1, "", "", "", ""] } as const;
  for await (const [key] of staking.state.due.entries(range)) due.push(key);

  // Validators first, as the Cosmos SDK does it: "validator" stands behind the others in the calendar's order.
  for (const [, what, operator] of due)
    if (what === "validator") completeValidator(capabilities, operator);
  for (const key of due) {
    const [, what, delegator, from, to] = key;
    if (what === "unbonding") completeUnbondings(capabilities, delegator, from);
    if (what === "redelegation") completeRedelegations(capabilities, { delegator, from, to });
    staking.state.due.delete(key);
  }
}

function completeValidator({ block, staking }: Needs, operator: string): void {
  const validator = staking.validator(operator);
  if (validator?.status !== "unbonding" || validator.unbondedAt > block.time) return;
  if (validator.shares === 0n) staking.removeValidator(operator);
  else staking.setValidator(operator, { ...validator, status: "unbonded" });
}

function completeUnbondings(
  { bank, block, emit, staking }: Needs,
  delegator: string,
  operator: string,
): void {
  const open = staking.state.unbondings.get([delegator, operator]) ?? [];
  const isDue = ({ completesAt }: Readonly<{ completesAt: number }>) => completesAt <= block.time;
  const due = open.filter(isDue);
  if (due.length === 0) return;

  const amount = sum([wei(0n), ...due.map(({ balance }) => balance)]);
  bank.transfer(moduleAccounts.notBonded, delegator, amount);
  setUnbondings(
    staking.state,
    { delegator, operator },
    open.filter((entry) => !isDue(entry)),
  );
  emit(
    plainEvent("complete_unbonding", { amount: `${amount}wei`, validator: operator, delegator }),
  );
}

function completeRedelegations({ block, emit, staking }: Needs, key: RedelegationOf): void {
  const { delegator, from, to } = key;
  const open = staking.state.redelegations.get([delegator, from, to]) ?? [];
  const left = open.filter(({ completesAt }) => completesAt > block.time);
  if (left.length === open.length) return;

  const amount = open.reduce(
    (total, { completesAt, initial }) => total + (completesAt > block.time ? 0n : initial),
    0n,
  );
  setRedelegations(staking.state, key, left);
  emit(
    plainEvent("complete_redelegation", {
      amount: `${amount}wei`,
      delegator,
      source_validator: from,
      destination_validator: to,
    }),
  );
}
