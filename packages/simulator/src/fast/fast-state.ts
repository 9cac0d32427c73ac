import type { SimulatedGenesis } from "../engine/simulated-genesis.ts";
import type { EpochKernel } from "./epoch-kernel.ts";
import type { LazyShare, ShareHolder } from "./lazy-share.ts";
import type { LongSum } from "./long-sum.ts";
import type { FastNode } from "./node-table.ts";
import type { FastPool } from "./pool-rules.ts";
import type { TrafficDrawing } from "./traffic-drawing.ts";

/** All that the fast engine keeps. Wei, noz and seconds in doubles. */
export type FastState = {
  readonly genesis: SimulatedGenesis;
  readonly isTracking: boolean;
  readonly lockEpochs: number;
  epoch: number;
  now: number;
  readonly pool: FastPool;
  readonly inflow: LongSum;
  returnedMicro: number;
  readonly miningPoolAtStartMicro: number;
  readonly issuedAtStartMicro: number;
  /** By account. */
  readonly balances: number[];
  /** Σ of all nodes' unsettled traffic. */
  traffic: number;

  readonly nodes: FastNode[];
  readonly active: { resource: number; meta: number };
  /** What is left of all deposits, and of those of active nodes: Z of the stake share. */
  deposits: number;
  activeDeposits: number;
  /** Nodes that left, whose deposits are to come back, and when the first of them does. */
  releases: FastNode[];
  nextReleaseAt: number;

  kernel: EpochKernel;
  /** How many of the kernel's places are taken. */
  places: number;
  drawing: TrafficDrawing;
  /** By row: what one settled noz was paid. */
  readonly perTraffic: Float64Array;
  readonly perMining: Float64Array;

  /** One share for delegations and deposits: split by total, then by stake, every wei gets the same. */
  readonly stakeShare: LazyShare;
  readonly metaShare: LazyShare;
  /** Validators and delegators, weighing what they get after commission. */
  readonly stakers: readonly ShareHolder[];
  /** D */
  readonly delegations: number;
  /** What gas gave to each wei of D. */
  gasPerUnit: number;

  /** By row: all that the epoch paid, as far as it isn't cancelled. */
  readonly paidRows: Float64Array;
  locked: number;
  readonly vested: LongSum;
  released: number;
  community: number;
  /** The border of the newest selection, where the next search begins. */
  border: number;
};
