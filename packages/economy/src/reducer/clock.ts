import { add, type Wei, wei } from "@stos/units";
import { addToMap, entriesOf, lookUp, withEntry } from "../ordered-map.ts";
import type { Applied, OperationOf } from "./operation.ts";
import { rewardTotalAt } from "./reward-list.ts";
import { standingOf } from "./standing.ts";
import type { EconomyState } from "./state.ts";

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
  const firstLocked = state.locked.findIndex(({ freeAt }) => freeAt > state.now);
  const due = firstLocked === -1 ? state.locked : state.locked.slice(0, firstLocked);
  if (due.length === 0) return state;

  const vested = due.reduce(
    (total, { rewards }) =>
      addToMap<Wei>(
        total,
        { keys: rewards.ids, valueAt: (place) => rewardTotalAt(rewards, place) },
        add<"wei">,
      ),
    state.vested,
  );
  return { ...state, vested, locked: state.locked.slice(due.length) };
}

function releaseDeposits(state: EconomyState): EconomyState {
  const { nextReleaseAt } = standingOf(state.nodes);
  if (nextReleaseAt === undefined || nextReleaseAt > state.now) return state;

  let { nodes, released } = state;
  for (const [id, node] of entriesOf(nodes)) {
    if (node.isReleased || node.releaseAt === undefined || node.releaseAt > state.now) continue;
    released = withEntry(released, id, add(lookUp(released, id) ?? wei(0n), node.remaining));
    nodes = withEntry(nodes, id, { ...node, remaining: wei(0n), isReleased: true });
  }
  return { ...state, nodes, released };
}
