import { add, type Wei, wei } from "@stos/units";
import { rewardTotal } from "../locked-reward.ts";
import {
  entriesOf,
  lookUp,
  mapOfSorted,
  mergeMaps,
  type OrderedMap,
  withEntry,
} from "../ordered-map.ts";
import type { Applied, OperationOf } from "./operation.ts";
import type { EconomyState, RewardBatch } from "./state.ts";

/** Moves the clock alone: no settlement, no mining; what falls due matures. */
export function advance(state: EconomyState, { seconds }: OperationOf<"advance">): Applied {
  if (seconds < 0n) throw new RangeError(`the clock can't go back by ${seconds} s`);
  const moved = mature({ ...state, now: state.now + seconds });
  return { state: moved, outcome: { op: "advance", now: moved.now } };
}

/** Rewards and deposits that are due at `now` become free. */
export function mature(state: EconomyState): EconomyState {
  return releaseDeposits(vestRewards(state));
}

function vestRewards(state: EconomyState): EconomyState {
  const due = state.locked.filter(({ freeAt }) => freeAt <= state.now);
  if (due.length === 0) return state;

  const vested = due.reduce(
    (total, batch) => mergeMaps(total, batchTotals(batch), add<"wei">),
    state.vested,
  );
  return { ...state, vested, locked: state.locked.slice(due.length) };
}

function batchTotals({ rewards }: RewardBatch): OrderedMap<Wei> {
  return mapOfSorted(entriesOf(rewards).map(([id, reward]) => [id, rewardTotal(reward)]));
}

function releaseDeposits(state: EconomyState): EconomyState {
  let { nodes, released } = state;
  for (const [id, node] of entriesOf(nodes)) {
    if (node.isReleased || node.releaseAt === undefined || node.releaseAt > state.now) continue;
    released = withEntry(released, id, add(lookUp(released, id) ?? wei(0n), node.remaining));
    nodes = withEntry(nodes, id, { ...node, remaining: wei(0n), isReleased: true });
  }
  return { ...state, nodes, released };
}
