import type { Application } from "../../application.ts";
import type { Genesis } from "../genesis.ts";
import type { ValidatorKey } from "./validator-key.ts";

export type EmbeddedEngineOptions = Readonly<{
  application: Application;
  genesis: Genesis;
  /** One key for each validator of the genesis. */
  keys: readonly ValidatorKey[];
  /** A folder of the block store's own. */
  blockStore: string;
  moniker?: string;
  /** Longest time without a block. Default 10 s. */
  emptyBlockMs?: number;
  /** How long after a transaction arrives its block is made; more that arrive meanwhile go with it. Default 5 ms. */
  batchMs?: number;
  /**
   * How much longer a block waits while transactions that have arrived are being checked, so that a flood makes few large blocks.
   * Default 250 ms.
   */
  backlogMs?: number;
  /** How soon the header follows that proves a changed state. Default 100 ms. */
  proofBlockMs?: number;
  /** `manual`: blocks are made by `makeBlock` only, for simulation and tests. */
  blocks?: "automatic" | "manual";
  /** How many blocks are kept. Default 0: all. */
  retainBlocks?: number;
  /** Default 10,000. */
  mempoolCountMax?: number;
  /** Default 64 MiB. */
  mempoolBytesMax?: number;
  /** Default 4 MiB, or what a block holds. */
  txBytesMax?: number;
  /** Default 10,000. */
  blockTxsMax?: number;
  /** Unix milliseconds, whole. */
  now?: () => number;
  /** Accepts a production network's chain id. */
  allowProduction?: boolean;
}>;

export type EmbeddedSettings = Required<
  Omit<EmbeddedEngineOptions, "application" | "genesis" | "keys" | "blockStore">
>;

export function settingsOf(options: EmbeddedEngineOptions): EmbeddedSettings {
  return {
    moniker: options.moniker ?? "embedded",
    emptyBlockMs: options.emptyBlockMs ?? 10_000,
    batchMs: options.batchMs ?? 5,
    backlogMs: options.backlogMs ?? 250,
    proofBlockMs: options.proofBlockMs ?? 100,
    blocks: options.blocks ?? "automatic",
    retainBlocks: options.retainBlocks ?? 0,
    mempoolCountMax: options.mempoolCountMax ?? 10_000,
    mempoolBytesMax: options.mempoolBytesMax ?? 64 * 1024 * 1024,
    txBytesMax: options.txBytesMax ?? 4 * 1024 * 1024,
    blockTxsMax: options.blockTxsMax ?? 10_000,
    now: options.now ?? Date.now,
    allowProduction: options.allowProduction ?? false,
  };
}
