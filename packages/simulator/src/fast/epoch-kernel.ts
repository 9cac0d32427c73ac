import { epochKernel } from "./generated/epoch-kernel.ts";

/** What `kernel/epoch.ts` exports. Handles in ranges are multiples of four; offsets are bytes. */
export type KernelFunctions = Readonly<{
  place(count: number, base: number): void;
  drawEven(from: number, to: number): number;
  drawUniform(from: number, to: number, seed: number, epoch: number): number;
  drawExponential(from: number, to: number, seed: number, epoch: number): number;
  addDrawn(from: number, to: number, scale: number): number;
  select(guess: number): number;
  borderOf(): number;
  pay(perTraffic: number, perMining: number, row: number): number;
  selectedCount: WebAssembly.Global;
  unsettledTotal: WebAssembly.Global;
  unsettledCount: WebAssembly.Global;
}>;

/** The kernel over its memory: one f64 a node in every array. */
export type EpochKernel = Readonly<{
  /** Nodes it has room for: a multiple of four. */
  capacity: number;
  functions: KernelFunctions;
  weight: Float64Array;
  traffic: Float64Array;
  drawn: Float64Array;
  earnedTraffic: Float64Array;
  earnedMining: Float64Array;
  /** What each node settled in each of the last epochs, one row an epoch. */
  rows: Float64Array;
  rowOffset(row: number): number;
}>;

/** More would not fit a 4 GiB memory with 2,016 rows. */
export const nodesMax = 200_000;

/** Makes a kernel with room for `nodes` nodes and `rows` epochs: (7 + rows) · 8 bytes a node. */
export function openEpochKernel(nodes: number, rows: number): EpochKernel {
  const capacity = Math.max(4, Math.ceil(nodes / 4) * 4);
  if (capacity > nodesMax)
    throw new RangeError(
      `${nodes} nodes are more than the ${nodesMax} that fit the engine's memory`,
    );

  // Five arrays, and room for a pair of f64 a node to sort.
  const arrays = 7 + rows;
  const pages = Math.ceil((base + arrays * capacity * 8) / pageBytes);
  const memory = new WebAssembly.Memory({ initial: pages, maximum: pages });
  const functions = new WebAssembly.Instance(kernelModule(), { env: { memory } })
    .exports as unknown as KernelFunctions;
  functions.place(capacity, base);

  const rowsBase = base + 7 * capacity * 8;
  const array = (index: number) =>
    new Float64Array(memory.buffer, base + index * capacity * 8, capacity);
  return {
    capacity,
    functions,
    weight: array(0),
    traffic: array(1),
    drawn: array(2),
    earnedTraffic: array(3),
    earnedMining: array(4),
    rows: new Float64Array(memory.buffer, rowsBase, rows * capacity),
    rowOffset: (row) => rowsBase + row * capacity * 8,
  };
}

/** Below it lies the module's own data. */
const base = 65_536;
const pageBytes = 65_536;

let compiled: WebAssembly.Module | undefined;

/** Compiled at the first use, synchronously: it is below the 4 KiB that every browser allows in a page's main thread. */
function kernelModule(): WebAssembly.Module {
  compiled ??= new WebAssembly.Module(
    Uint8Array.from(atob(epochKernel), (letter) => letter.charCodeAt(0)),
  );
  return compiled;
}
