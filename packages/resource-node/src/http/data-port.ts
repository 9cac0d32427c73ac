import type { Sessions } from "../metering/sessions.ts";
import type { NetworkView } from "../network/network-view.ts";
import type { CustodySigner } from "../service/custody-signer.ts";
import type { Log } from "../service/log.ts";
import type { BufferPool } from "../volume/buffer-pool.ts";
import type { SliceStore } from "../volume/slice-store.ts";
import type { Counters } from "./counters.ts";
import type { LeavesCache } from "./leaves-cache.ts";
import type { MemoryBudget } from "./memory-budget.ts";

/** What the operations of the data port stand on. */
export type DataPort = Readonly<{
  node: string;
  chainId: string;
  store: SliceStore;
  sessions: Sessions;
  view: NetworkView;
  custody: CustodySigner;
  pool: BufferPool;
  memory: MemoryBudget;
  leaves: LeavesCache;
  counters: Counters;
  /** How long a request waits for a receipt. */
  receiptWaitMs: number;
  /** The chain's open epoch, as last seen. */
  epoch(): number;
  /** Rounds of the scrubber so far. */
  scrubRounds(): number;
  log: Log;
}>;
