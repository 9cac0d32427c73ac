export type {
  DecidedBlock,
  ExecutedTx,
  PublishedBlock,
  SignedHeader,
  ValidatorInfo,
} from "./block-types.ts";
export { openCometEngine } from "./cometbft/comet-engine.ts";
export { ensureNodeKey } from "./cometbft/comet-home.ts";
export type { CometEngineOptions, CometPeers } from "./cometbft/options.ts";
export { type EmbeddedEngine, openEmbeddedEngine } from "./embedded/embedded-engine.ts";
export type { EmbeddedEngineOptions } from "./embedded/options.ts";
export {
  createValidatorKey,
  readValidatorKey,
  type ValidatorKey,
  validatorKeyFromSeed,
} from "./embedded/validator-key.ts";
export type {
  BlockSummary,
  CommittedTx,
  Engine,
  EngineStatus,
  Search,
  Unconfirmed,
} from "./engine.ts";
export { EngineError, type EngineFailure } from "./engine-error.ts";
export { type Genesis, type GenesisInput, makeGenesis, parseGenesis } from "./genesis.ts";
