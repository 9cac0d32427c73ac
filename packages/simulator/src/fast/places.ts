import { type EpochKernel, nodesMax, openEpochKernel } from "./epoch-kernel.ts";
import type { FastState } from "./fast-state.ts";
import type { FastNode } from "./node-table.ts";
import { openTrafficDrawing } from "./traffic-drawing.ts";

/**
 * Gives a new node its place in the kernel, behind all others. Where none is free, nodes that left and have nothing locked
 * any more give up theirs; only if they are few the kernel grows. So its size follows the nodes that are there at one time.
 */
export function takePlace(state: FastState, handle: number): number {
  if (state.places === state.kernel.capacity) makeRoom(state);
  const place = state.places;
  state.places += 1;
  state.kernel.handle[place] = handle;
  return place;
}

/** Forgets what a node settled in every row, and takes what it was paid for it from the row's total. */
export function clearRows(state: FastState, { place }: FastNode): void {
  const { rows, capacity } = state.kernel;
  if (place < 0) return;
  for (let row = 0; row < state.lockEpochs; row += 1) {
    const at = row * capacity + place;
    const settled = rows[at] ?? 0;
    const rate = (state.perTraffic[row] ?? 0) + (state.perMining[row] ?? 0);
    state.paidRows[row] = (state.paidRows[row] ?? 0) - settled * rate;
    rows[at] = 0;
  }
}

function makeRoom(state: FastState): void {
  const { kernel } = state;
  const kept: number[] = [];
  for (let place = 0; place < state.places; place += 1)
    if (!isFinished(state, place)) kept.push(place);

  const isCrowded = kept.length > kernel.capacity * crowded;
  const target = isCrowded
    ? openEpochKernel(
        Math.max(kept.length + 1, Math.min(kernel.capacity * 2, nodesMax)),
        state.lockEpochs,
      )
    : kernel;
  dismiss(state, kept);
  moveAll(kernel, target, kept, state.lockEpochs);
  state.places = kept.length;
  for (const [place, from] of kept.entries()) seat(state, kernel.handle[from] ?? 0, target, place);
  if (target === kernel) return;
  state.kernel = target;
  state.drawing = openTrafficDrawing(target);
}

/** A kernel fuller than this after all have gone who could isn't worth moving in. */
const crowded = 0.75;

/** It left, and neither its unsettled traffic nor what it has locked needs a place. */
function isFinished({ kernel, nodes, lockEpochs }: FastState, place: number): boolean {
  const { rows, capacity, traffic, handle } = kernel;
  if (nodes[handle[place] ?? 0]?.status === "active" || traffic[place] !== 0) return false;
  for (let row = 0; row < lockEpochs; row += 1)
    if (rows[row * capacity + place] !== 0) return false;
  return true;
}

/** Those without a place keep what they earned. */
function dismiss(state: FastState, kept: readonly number[]): void {
  const { kernel, nodes } = state;
  const staying = new Set(kept);
  for (let place = 0; place < state.places; place += 1) {
    const node = nodes[kernel.handle[place] ?? 0];
    if (node === undefined || staying.has(place)) continue;
    node.place = -1;
    node.service = {
      traffic: kernel.earnedTraffic[place] ?? 0,
      mining: kernel.earnedMining[place] ?? 0,
    };
  }
}

/** In the same kernel everybody moves down, which overwrites nobody who is still to move: `kept` is in ascending order. */
function moveAll(
  from: EpochKernel,
  to: EpochKernel,
  kept: readonly number[],
  rowCount: number,
): void {
  const rowOf = ({ rows, capacity }: EpochKernel, row: number) =>
    rows.subarray(row * capacity, (row + 1) * capacity);
  for (const name of ["weight", "traffic", "earnedTraffic", "earnedMining"] as const)
    move(from[name], to[name], kept);
  for (let row = 0; row < rowCount; row += 1) move(rowOf(from, row), rowOf(to, row), kept);
}

function move(from: Float64Array, to: Float64Array, kept: readonly number[]): void {
  for (let place = 0; place < kept.length; place += 1) to[place] = from[kept[place] ?? 0] ?? 0;
  to.fill(0, kept.length);
}

function seat({ nodes }: FastState, handle: number, kernel: EpochKernel, place: number): void {
  kernel.handle[place] = handle;
  const node = nodes[handle];
  if (node !== undefined) node.place = place;
}
