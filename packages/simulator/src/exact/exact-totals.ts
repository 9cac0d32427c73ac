import {
  type EconomyState,
  lookUp,
  type Operation,
  type Outcome,
  rewardOf,
  rewardTotal,
  rewardTotalsIn,
  valuesOf,
} from "@stos/economy";
import { sum } from "@stos/units";

/**
 * What the reducer's state adds up to, kept by what its operations answer and not by counting: every epoch's invariants
 * cost next to nothing, and a recount of the state is a check of both.
 */
export type ExactTotals = {
  deposits: bigint;
  locked: bigint;
  vested: bigint;
  released: bigint;
  balances: bigint;
  traffic: bigint;
  activeResourceNodes: number;
  activeMetaNodes: number;
  /** Of each locked batch, oldest first. */
  readonly batches: bigint[];
};

/** Counts a state. */
export function countTotals(state: EconomyState): ExactTotals {
  const batches = state.locked.map(({ rewards }) =>
    sum(rewardTotalsIn(rewards).map(([, total]) => total)),
  );
  const active = (wanted: "resource" | "meta") =>
    valuesOf(state.nodes).filter(({ role, status }) => role === wanted && status === "active")
      .length;
  return {
    deposits: sum(valuesOf(state.nodes).map(({ remaining }) => remaining)),
    locked: batches.reduce((total, each) => total + each, 0n),
    vested: sum(valuesOf(state.vested)),
    released: sum(valuesOf(state.released)),
    balances: sum(valuesOf(state.balances)),
    traffic: sum(valuesOf(state.traffic)),
    activeResourceNodes: active("resource"),
    activeMetaNodes: active("meta"),
    batches,
  };
}

/** Brings totals of `before` up to `after`, which `operation` made of it. */
export function followOperation(
  totals: ExactTotals,
  {
    before,
    operation,
    outcome,
    after,
  }: Readonly<{
    before: EconomyState;
    operation: Operation;
    outcome: Outcome;
    after: EconomyState;
  }>,
): void {
  switch (outcome.op) {
    case "prepay":
      totals.balances += outcome.bought;
      return;
    case "consume":
      totals.balances -= outcome.consumed;
      totals.traffic += outcome.consumed;
      return;
    case "activate":
      if (operation.op !== "activate") return;
      totals.deposits += operation.deposit;
      count(totals, operation.role, 1);
      return;
    case "unregister":
      count(totals, "resource", -1);
      return;
    case "shutdown":
      if (operation.op !== "shutdown") return;
      if (!outcome.isProper) cancelBatches(totals, before, operation.node);
      totals.traffic -= outcome.forfeited;
      countStopped(totals, before, operation.node);
      return;
    case "gas":
      totals.vested += after.inflow - before.inflow - (after.community - before.community);
      return;
    case "epoch":
      totals.traffic -= outcome.consumed;
      totals.locked += outcome.paidTraffic + outcome.paidMining;
      totals.batches.push(outcome.paidTraffic + outcome.paidMining);
      vestDue(totals, after);
      releaseDue(totals, before, after);
      return;
  }
}

function vestDue(totals: ExactTotals, { locked }: EconomyState): void {
  while (totals.batches.length > locked.length) {
    const due = totals.batches.shift() ?? 0n;
    totals.locked -= due;
    totals.vested += due;
  }
}

function releaseDue(totals: ExactTotals, before: EconomyState, after: EconomyState): void {
  if (after.released === before.released) return;
  const released = sum(valuesOf(after.released));
  totals.deposits -= released - totals.released;
  totals.released = released;
}

function cancelBatches(totals: ExactTotals, { locked }: EconomyState, id: string): void {
  for (const [at, { rewards }] of locked.entries()) {
    const reward = rewardOf(rewards, id);
    if (reward === undefined) continue;
    totals.batches[at] = (totals.batches[at] ?? 0n) - rewardTotal(reward);
    totals.locked -= rewardTotal(reward);
  }
}

function countStopped(totals: ExactTotals, { nodes }: EconomyState, wanted: string): void {
  const found = lookUp(nodes, wanted);
  if (found?.status === "active") count(totals, found.role, -1);
}

function count(totals: ExactTotals, role: "resource" | "meta", by: number): void {
  if (role === "resource") totals.activeResourceNodes += by;
  else totals.activeMetaNodes += by;
}
