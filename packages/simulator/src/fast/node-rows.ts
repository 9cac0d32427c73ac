import { openEpochKernel } from "./epoch-kernel.ts";
import type { FastState } from "./fast-state.ts";
import type { Earned } from "./lazy-share.ts";
import { openTrafficDrawing } from "./traffic-drawing.ts";

/** What a node has locked for its service: what it settled in each row, at that epoch's pay. */
export function lockedService(state: FastState, handle: number): Earned {
  const { rows, capacity } = state.kernel;
  let traffic = 0;
  let mining = 0;
  for (let row = 0; row < state.lockEpochs; row += 1) {
    const settled = rows[row * capacity + handle] ?? 0;
    traffic += settled * (state.perTraffic[row] ?? 0);
    mining += settled * (state.perMining[row] ?? 0);
  }
  return { traffic, mining };
}

/** Forgets what a node settled in every row, and takes what it was paid for it from the row's total. */
export function clearService(state: FastState, handle: number): void {
  const { rows, capacity } = state.kernel;
  for (let row = 0; row < state.lockEpochs; row += 1) {
    const at = row * capacity + handle;
    const settled = rows[at] ?? 0;
    const rate = (state.perTraffic[row] ?? 0) + (state.perMining[row] ?? 0);
    state.paidRows[row] = (state.paidRows[row] ?? 0) - settled * rate;
    rows[at] = 0;
  }
}

/** Moves to a kernel with twice the room where `count` nodes don't fit. */
export function ensureRoom(state: FastState, count: number): void {
  const { kernel } = state;
  if (count <= kernel.capacity) return;
  const larger = openEpochKernel(kernel.capacity * 2, state.lockEpochs);
  for (const name of ["weight", "traffic", "earnedTraffic", "earnedMining"] as const)
    larger[name].set(kernel[name]);
  for (let row = 0; row < state.lockEpochs; row += 1) {
    const from = row * kernel.capacity;
    larger.rows.set(kernel.rows.subarray(from, from + kernel.capacity), row * larger.capacity);
  }
  state.kernel = larger;
  state.drawing = openTrafficDrawing(larger);
}
