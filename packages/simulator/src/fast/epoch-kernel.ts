import { epochKernel } from "./generated/epoch-kernel.ts";

/** What `kernel/epoch.ts` exports. Offsets are bytes. */
export type KernelFunctions = Readonly<{
  place(count: number, base: number): void;
  drawEven(): number;
  drawUniform(seed: number, epoch: number): number;
  drawExponential(seed: number, epoch: number): number;
  addDrawn(scale: number): number;
  select(guess: number): number;
  borderOf(): number;
  pay(perTraffic: number, perMining: number, row: number): number;
  selectedCount: WebAssembly.Global;
  unsettledTotal: WebAssembly.Global;
  unsettledCount: WebAssembly.Global;
}>;

/** The kernel over its memory: every array holds one number for each place, and a node has one place. */
export type EpochKernel = Readonly<{
  /** Nodes it has room for: a multiple of four. */
  capacity: number;
  functions: KernelFunctions;
  /** Whose place it is, in ascending order: ties are settled by it, and a node's draws depend on it. */
  handle: Int32Array;
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

/** Makes a kernel with room for `nodes` nodes and `rows` epochs: (8 + rows) · 8 bytes a node. */
export function openEpochKernel(nodes: number, rows: number): EpochKernel {
  const capacity = Math.max(4, Math.ceil(nodes / 4) * 4);
  if (capacity > nodesMax)
    throw new RangeError(
      `${nodes} nodes are more than the ${nodesMax} that fit the engine's memory`,
    );

  const pages = Math.ceil((base + (arrays + rows) * capacity * 8) / pageBytes);
  const memory = new WebAssembly.Memory({ initial: pages, maximum: pages });
  const functions = new WebAssembly.Instance(kernelModule(), { env: { memory } })
    .exports as unknown as KernelFunctions;
  functions.place(capacity, base);

  const rowsBase = base + arrays * capacity * 8;
  const array = (index: number) =>
    new Float64Array(memory.buffer, base + index * capacity * 8, capacity);
  const handle = new Int32Array(memory.buffer, base + 7 * capacity * 8, capacity);
  for (let place = 0; place < capacity; place += 1) handle[place] = place;
  return {
    capacity,
    functions,
    handle,
    weight: array(0),
    traffic: array(1),
    drawn: array(2),
    earnedTraffic: array(3),
    earnedMining: array(4),
    rows: new Float64Array(memory.buffer, rowsBase, rows * capacity),
    rowOffset: (row) => rowsBase + row * capacity * 8,
  };
}

/** Five, room for a pair of f64 a node to sort, and the handles. */
const arrays = 8;
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
