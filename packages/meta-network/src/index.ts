export type { Account, StatementLine, Totals } from "./accounts/state.ts";
export {
  type Inbox,
  type MetaCapabilities,
  metaCapabilities,
  type Outbox,
} from "./capabilities.ts";
export {
  type Assignment,
  drawRead,
  drawUpload,
  endpointNetwork,
  type NodeTable,
  type ReadDraw,
  type TableEntry,
  type UploadDraw,
} from "./draws/index.ts";
export { type MetaCode, metaCodes } from "./failure.ts";
export { metaLimits } from "./limits.ts";
export type { MembershipGenesis } from "./membership/genesis.ts";
export type { Member } from "./membership/state.ts";
export { metaModules } from "./modules.ts";
export { type MetaNetworkCapabilities, metaNetwork } from "./network.ts";
export type { NodesGenesis } from "./nodes/genesis.ts";
export type { NodeState, ResourceNode } from "./nodes/state.ts";
export { type PacketHandler, packetHandlers } from "./packet-handlers.ts";
export { defaultParameters } from "./parameters/genesis.ts";
export type { MetaParameters } from "./parameters/state.ts";
export {
  type MetaMemberConfig,
  type MetaNode,
  type MetaNodeConfig,
  startMetaNode,
} from "./process/index.ts";
export { sessionId } from "./sessions/open-session.ts";
export type { Rights } from "./sessions/rights.ts";
export { chargeableOf } from "./sessions/sessions.ts";
export { sessionSeed } from "./sessions/set-seeds.ts";
export type { Session, SessionState } from "./sessions/state.ts";
export { versionOf } from "./storage/put-object.ts";
export type { StoredObject } from "./storage/state.ts";
export { rootOfSumPath, sumPath, sumRoot } from "./traffic/receipt-tree.ts";
export { leafOf } from "./traffic/receipts.ts";
