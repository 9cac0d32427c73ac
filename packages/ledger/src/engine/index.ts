export type {
  ConsensusParams,
  DecidedBlock,
  ExecutedTx,
  PublishedBlock,
  SignedHeader,
  ValidatorInfo,
} from "./block-types.ts";
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
