import type { Application } from "../../application.ts";
import type { NodeLog } from "../../node/node-log.ts";
import type { Genesis } from "../genesis.ts";

export type CometEngineOptions = Readonly<{
  application: Application;
  genesis: Genesis;
  /** CometBFT's own folder: `config` and `data` stand in it. */
  home: string;
  /** The program `cometbft`. Default: the project's own, which `npm run setup:cometbft` builds. */
  binary?: string;
  /** A `priv_validator_key.json`. Without it the node follows: CometBFT makes a key that is in no set. */
  validatorKeyFile?: string;
  moniker?: string;
  p2p: CometPeers;
  /** Longest time without a block. Default 10 s. */
  emptyBlockMs?: number;
  /** How long a block waits for precommits that are late. Default 1 s; 0 makes blocks as fast as they come. */
  commitMs?: number;
  /** How many blocks are kept. Default 0: all. */
  retainBlocks?: number;
  /** Default 10,000. */
  mempoolCountMax?: number;
  /** Default 64 MiB. */
  mempoolBytesMax?: number;
  /** Default 4 MiB. */
  txBytesMax?: number;
  /** `host:port` of CometBFT's metrics for Prometheus; none unless told. */
  metrics?: string;
  log?: NodeLog;
}>;

export type CometPeers = Readonly<{
  /** `host:port` that others reach. */
  listen: string;
  /** `id@host:port` each: nodes to stay connected with. */
  persistent?: readonly string[];
  seeds?: readonly string[];
  /** Several nodes on one host, or in one private network. */
  isPrivate?: boolean;
}>;
