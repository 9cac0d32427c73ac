export type {
  Application,
  BlockResult,
  GenesisDocument,
  GenesisValidator,
  HttpRouteRequest,
  HttpRouteResult,
  InitialChain,
  ProposedBlock,
  QueryRequest,
  QueryResult,
  TxResult,
} from "./application.ts";
export {
  type Account,
  type Accounts,
  openAccounts,
} from "./auth/accounts.ts";
export { type Auth, type AuthCapabilities, openAuth } from "./auth/auth.ts";
export {
  type AuthenticationOptions,
  authentication,
  authLimits,
  type FeeRule,
} from "./auth/authentication.ts";
export { authModule } from "./auth/module.ts";
export { ChainError, type ChainFailure, sdkCodes, sdkError } from "./chain-error.ts";
export {
  type BlockConsensus,
  type ConsensusParams,
  type ConsensusParamUpdates,
  type ConsensusUpdates,
  type LastCommit,
  type Misbehaviour,
  noConsensus,
  type ValidatorUpdate,
  type Vote,
  type VoteFlag,
} from "./consensus.ts";
export type { BlockInfo, ChainEvent, Context, GasMeter } from "./context.ts";
export {
  type BlockSummary,
  type CometEngineOptions,
  type CometPeers,
  type CommittedTx,
  createValidatorKey,
  type DecidedBlock,
  type EmbeddedEngine,
  type EmbeddedEngineOptions,
  type Engine,
  EngineError,
  type EngineFailure,
  type EngineStatus,
  type ExecutedTx,
  ensureNodeKey,
  type Genesis,
  type GenesisInput,
  makeGenesis,
  openCometEngine,
  openEmbeddedEngine,
  type PublishedBlock,
  parseGenesis,
  readValidatorKey,
  type Search,
  type SignedHeader,
  type Unconfirmed,
  type ValidatorInfo,
  type ValidatorKey,
  validatorKeyFromSeed,
} from "./engine/index.ts";
export {
  type Admission,
  type AdmissionMode,
  defineMessage,
  type GenesisHandler,
  type Invariant,
  type MessageHandler,
  type Module,
  type Network,
  type QueryHandler,
  type Route,
  type RouteRequest,
  type SignerInfo,
  type Transaction,
} from "./module.ts";
export { ChainHalt, type HaltPlace } from "./network/chain-halt.ts";
export {
  type ApplicationOptions,
  type CheckBug,
  createApplication,
  type LedgerApplication,
} from "./network/create-application.ts";
export { exportableGenesis } from "./network/exportable-genesis.ts";
export { type ApplicationLimits, defaultLimits } from "./network/limits.ts";
export { openContext } from "./network/open-context.ts";
export {
  type ChainNode,
  type ChainNodeConfig,
  type Listening,
  type NodeLog,
  startChainNode,
} from "./node/index.ts";
export type { ExportedRelay, RelayGenesis } from "./relay/genesis.ts";
export type {
  PacketHandler,
  PacketResult,
  RelayHandlers,
} from "./relay/handle-packet.ts";
export {
  encodeMisbehaviour,
  type MsgMisbehaviour,
  misbehaviourType,
} from "./relay/misbehaviour.ts";
export { relayModule } from "./relay/module.ts";
export { packetsMax } from "./relay/receive-packets.ts";
export {
  type Inbox,
  type Outbox,
  openRelay,
  outboxKey,
  packetBytesMax,
  type Relay,
  type RelayCapabilities,
  resultKind,
} from "./relay/relay.ts";
export { relayState, relayStore, type SentPacket } from "./relay/state.ts";
export { carryPackets, type RelayWay } from "./relayer/carry-packets.ts";
export { type HttpEndpointOptions, httpEndpoint } from "./relayer/http-endpoint.ts";
export type { ProvenValue, RelayEndpoint, SubmitResult } from "./relayer/relay-endpoint.ts";
export { RelayerError, type RelayerFailure } from "./relayer/relayer-error.ts";
export { type RelayerOptions, runRelayer } from "./relayer/run-relayer.ts";
export {
  type ListenOptions,
  type MessageToJson,
  type RestServerOptions,
  type RpcServerOptions,
  type RunningServer,
  startRestServer,
  startRpcServer,
} from "./rpc/index.ts";
export { type Branch, branch, branchState, type NestedBranch } from "./state/branch.ts";
export { gasMeter, storeGas, transactionGas, unlimitedGas } from "./state/gas.ts";
export { type Item, type ItemDescription, item } from "./state/item.ts";
export { type MapDescription, type MapRange, map, type StateMap } from "./state/map.ts";
export {
  historyHeightsDefault,
  keyBytesMax,
  memoryStateStore,
  openStateStore,
  type StateStoreOptions,
  valueBytesMax,
} from "./store/index.ts";
export type {
  Changes,
  Entry,
  KeyRange,
  ModuleChanges,
  StateProof,
  StateStore,
  StoreReader,
  StoreWriter,
} from "./store/store.ts";
