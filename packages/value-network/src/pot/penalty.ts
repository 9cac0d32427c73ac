import { decodeMessage, encodeMessage, PenaltyDecidedSchema, PenaltySchema } from "@stos/codec";
import { mulDivFloor, wei } from "@stos/units";
import { moduleAccounts } from "../bank/module-accounts.ts";
import type { ValueCapabilities } from "../capabilities.ts";
import { typedEvent } from "../events.ts";
import { refuse } from "../failure.ts";
import { withoutAmount } from "../register/deposits.ts";
import { remainingDeposit } from "../register/register.ts";
import { tellDeposit } from "../register/update-deposit.ts";
import { cancelLockedRewards } from "./locked-rewards.ts";

type Needs = Pick<ValueCapabilities, "bank" | "block" | "emit" | "outbox" | "pot" | "register">;

/** A penalty freezes the node's locked rewards and deposit at once and takes effect after 14 days. `number` is its packet's. */
export function receivePenalty(capabilities: Needs, body: Uint8Array, number: number): void {
  const { block, emit, pot, register } = capabilities;
  const { node: address, offence } = decodeMessage(PenaltySchema, body);
  const node = register.node(address);
  if (node === undefined || node.status === "candidate")
    throw refuse("pot", "node-unknown", `${address} is no registered node`);

  const dueAt = block.time + pot.parameters().penaltySeconds;
  register.setNode(address, { ...node, isFrozen: true });
  pot.state.penalties.set(number, { node: address, offence, dueAt });
  pot.state.penaltiesDue.set([dueAt, number], true);
  const attributes = { network_address: address, offence, takes_effect: `${dueAt}` };
  emit(typedEvent("stratos.pot.v1.EventPenaltyOpened", attributes));
}

/** Carries out the penalties whose time to be voided is over: rewards cancelled, a fraction of the deposit to the community pool (reading 24). */
export async function carryOutPenalties(capabilities: Needs): Promise<void> {
  const { block, outbox, pot } = capabilities;
  const due: (readonly [number, number])[] = [];
  for await (const [key] of pot.state.penaltiesDue.entries({ lt: [block.time + 1, 0] }))
    due.push(key);

  for (const key of due) {
    const penalty = pot.state.penalties.get(key[1]);
    if (penalty === undefined) throw new RangeError(`penalty ${key[1]} is due and missing`);
    pot.state.penaltiesDue.delete(key);
    pot.state.penalties.delete(key[1]);
    await penalise(capabilities, penalty.node);
    const body = encodeMessage(PenaltyDecidedSchema, { number: BigInt(key[1]), voided: false });
    outbox.send({ kind: "penalty-decided", body });
  }
}

async function penalise(capabilities: Needs, address: string): Promise<void> {
  const { bank, block, emit, pot, register } = capabilities;
  const cancelled = await cancelLockedRewards(capabilities, address);
  const node = register.node(address);
  if (node === undefined) throw new RangeError(`the penalised node ${address} is missing`);

  const slashed = wei(
    mulDivFloor(remainingDeposit(node), BigInt(pot.parameters().penaltyBp), 10_000n),
  );
  bank.transfer(moduleAccounts.deposits, moduleAccounts.community, slashed);
  const isFrozen = await hasOtherPenalty(pot, address);
  const after = { ...node, isFrozen, tranches: withoutAmount(node.tranches, slashed) };
  register.setNode(address, after);
  if (!isFrozen && node.leftAt !== undefined)
    register.state.releases.set([block.time + 1, address], true);
  tellDeposit(capabilities, address, after);
  emit(
    typedEvent("stratos.pot.v1.EventSlashing", {
      network_address: address,
      wallet_address: node.owner,
      amount: `${slashed}`,
      cancelled: `${cancelled.traffic + cancelled.mining}`,
      suspend: "false",
    }),
  );
}

async function hasOtherPenalty(pot: Needs["pot"], address: string): Promise<boolean> {
  for await (const [, { node }] of pot.state.penalties.entries()) if (node === address) return true;
  return false;
}
