export {
  type ChainAccount,
  type ChainClient,
  type ChainEndpoints,
  createChainClient,
} from "./chain/chain-client.ts";
export type { BroadcastResult, ChainStatus, TransactionResult } from "./chain/comet-rpc.ts";
export { type Patience, poll } from "./chain/deadline.ts";
export { messageResponse } from "./chain/message-response.ts";
export { gasPriceWeiDefault, simulatedFee } from "./chain/simulated-fee.ts";
export {
  type FeeChoice,
  type TransactionFee,
  TransactionSender,
  type TransactionSenderOptions,
} from "./chain/transaction-sender.ts";
export type { CopyOptions } from "./files/copy-object.ts";
export { FilesError, type FilesFailure } from "./files/files-error.ts";
export type {
  Body,
  BucketInfo,
  ByteRange,
  ListOptions,
  ObjectInfo,
  ObjectList,
  ObjectStore,
  ObjectTarget,
  OpenedObject,
  OpenOptions,
  PartOptions,
  PutOptions,
  UploadedPart,
} from "./files/object-store.ts";
export { type FilesOptions, type NetworkFiles, openFiles } from "./files/open-files.ts";
export { createHttpClient, type HttpClient, type HttpOptions } from "./http/http-client.ts";
export {
  allRights,
  type GrantOrder,
  grantMessage,
  type OpenSessionOrder,
  openSessionMessage,
  revokeGrantMessage,
  type SessionRights,
} from "./meta/messages.ts";
export {
  type BucketRecord,
  createMetaChain,
  type MetaAccount,
  type MetaChain,
  type MetaStatus,
  type NodeRecord,
  type ObjectPlace,
  type ObjectRecord,
  type ObjectRecords,
  type ObjectsQuery,
  type SessionRecord,
} from "./meta/meta-chain.ts";
export { NetworkError, type NetworkFailure } from "./network-error.ts";
export {
  createMetaNodeMessage,
  createResourceNodeMessage,
  depositMetaNodeMessage,
  depositResourceNodeMessage,
  type Prepayment,
  prepayMessage,
  removeMetaNodeMessage,
  removeResourceNodeMessage,
  sendMessage,
  withdrawMessage,
} from "./value/messages.ts";
export {
  openValueNetwork,
  type ValueNetwork,
  type ValueNetworkOptions,
} from "./value/value-network.ts";
export {
  type Keystore,
  openKeystore,
  parseKeystore,
  readKeystore,
  sealKeystore,
  writeKeystore,
} from "./wallet/keystore.ts";
export { createMnemonic, privateKeyOfMnemonic, stratosPath } from "./wallet/mnemonic.ts";
export {
  type Wallet,
  type WalletKeyType,
  walletFromKey,
  walletFromMnemonic,
} from "./wallet/wallet.ts";
