/**
 * `@stos/codec/pure`: the part that runs in a browser as it does under Node. Nothing here imports `node:*` or native code
 * but through `#platform`, which a browser's bundler resolves to JavaScript. `light-client` imports only this.
 */

export { sha256 } from "#platform";
export {
  type AddressPrefix,
  addressBytes,
  addressPrefixes,
  decodeAddress,
  encodeAddress,
  isAddress,
  parseAddress,
} from "./address/address.ts";
export {
  consensusAddress,
  decodeNetworkKey,
  encodeNetworkKey,
  keyHash,
  networkAddress,
} from "./address/network-address.ts";
export {
  compareBytes,
  concatBytes,
  equalBytes,
  fromBase64,
  fromHex,
  toBase64,
  toHex,
} from "./bytes.ts";
export { CodecError, type CodecFailure } from "./codec-error.ts";
export {
  blockPartBytes,
  commitHash,
  consensusParamsHash,
  dataHash,
  partSetHeader,
  resultsHash,
  type ValidatorPower,
  validatorSetHash,
} from "./comet/block-hashes.ts";
export { verifyConsensusSignature } from "./comet/consensus-signature.ts";
export { headerHash } from "./comet/header-hash.ts";
export {
  type BlockID,
  BlockIDFlag,
  type Commit,
  type CommitSig,
  type Header,
  LightClientHeader,
  type SignedHeader,
  Timestamp,
  type Validator,
  type ValidatorSet,
} from "./comet/types.ts";
export { type CanonicalVote, voteSignBytes } from "./comet/vote.ts";
export { type Coin, CoinSchema } from "./generated/stratos/types/v1/coin_pb.ts";
export { innerHash, leafHash } from "./merkle/hash.ts";
export {
  type MerklePath,
  merklePath,
  merkleRoot,
  merkleRootOfHashes,
  rootOfPath,
  verifyMerklePath,
} from "./merkle/tree.ts";
export {
  decodeMessage,
  encodeMessage,
  messageBytesMax,
  packMessage,
  typeUrlOf,
} from "./message/message.ts";
export type {
  Allowance,
  Assignment,
  Custody,
  MsgCloseSession,
  MsgCloseSessionResponse,
  MsgCreateBucket,
  MsgCreateBucketResponse,
  MsgDeleteBucket,
  MsgDeleteBucketResponse,
  MsgDeleteObjects,
  MsgDeleteObjectsResponse,
  MsgGrant,
  MsgGrantResponse,
  MsgJoinNode,
  MsgJoinNodeResponse,
  MsgOpenSession,
  MsgOpenSessionResponse,
  MsgPutObject,
  MsgPutObjectResponse,
  MsgRevokeGrant,
  MsgRevokeGrantResponse,
  MsgSettleReceipts,
  MsgSettleReceipts_Entry,
  MsgSettleReceiptsResponse,
  Receipt,
  Rights,
} from "./message/meta.ts";
export {
  AllowanceSchema,
  AssignmentSchema,
  CustodySchema,
  MsgCloseSessionResponseSchema,
  MsgCloseSessionSchema,
  MsgCreateBucketResponseSchema,
  MsgCreateBucketSchema,
  MsgDeleteBucketResponseSchema,
  MsgDeleteBucketSchema,
  MsgDeleteObjectsResponseSchema,
  MsgDeleteObjectsSchema,
  MsgGrantResponseSchema,
  MsgGrantSchema,
  MsgJoinNodeResponseSchema,
  MsgJoinNodeSchema,
  MsgOpenSessionResponseSchema,
  MsgOpenSessionSchema,
  MsgPutObjectResponseSchema,
  MsgPutObjectSchema,
  MsgRevokeGrantResponseSchema,
  MsgRevokeGrantSchema,
  MsgSettleReceipts_EntrySchema,
  MsgSettleReceiptsResponseSchema,
  MsgSettleReceiptsSchema,
  ReceiptSchema,
  RightsSchema,
} from "./message/meta.ts";
export type {
  MsgFoundationDeposit,
  MsgFoundationDepositResponse,
  MsgWithdraw,
  MsgWithdrawResponse,
} from "./message/pot.ts";
export {
  MsgFoundationDepositResponseSchema,
  MsgFoundationDepositSchema,
  MsgWithdrawResponseSchema,
  MsgWithdrawSchema,
} from "./message/pot.ts";
export type {
  Description,
  MsgCreateMetaNode,
  MsgCreateMetaNodeResponse,
  MsgCreateResourceNode,
  MsgCreateResourceNodeResponse,
  MsgKickMetaNodeVote,
  MsgKickMetaNodeVoteResponse,
  MsgMetaNodeRegistrationVote,
  MsgMetaNodeRegistrationVoteResponse,
  MsgRemoveMetaNode,
  MsgRemoveMetaNodeResponse,
  MsgRemoveResourceNode,
  MsgRemoveResourceNodeResponse,
  MsgUpdateMetaNode,
  MsgUpdateMetaNodeDeposit,
  MsgUpdateMetaNodeDepositResponse,
  MsgUpdateMetaNodeResponse,
  MsgUpdateResourceNode,
  MsgUpdateResourceNodeDeposit,
  MsgUpdateResourceNodeDepositResponse,
  MsgUpdateResourceNodeResponse,
  MsgVerifyMetaNode,
  MsgVerifyMetaNodeResponse,
} from "./message/register.ts";
export {
  DescriptionSchema,
  MsgCreateMetaNodeResponseSchema,
  MsgCreateMetaNodeSchema,
  MsgCreateResourceNodeResponseSchema,
  MsgCreateResourceNodeSchema,
  MsgKickMetaNodeVoteResponseSchema,
  MsgKickMetaNodeVoteSchema,
  MsgMetaNodeRegistrationVoteResponseSchema,
  MsgMetaNodeRegistrationVoteSchema,
  MsgRemoveMetaNodeResponseSchema,
  MsgRemoveMetaNodeSchema,
  MsgRemoveResourceNodeResponseSchema,
  MsgRemoveResourceNodeSchema,
  MsgUpdateMetaNodeDepositResponseSchema,
  MsgUpdateMetaNodeDepositSchema,
  MsgUpdateMetaNodeResponseSchema,
  MsgUpdateMetaNodeSchema,
  MsgUpdateResourceNodeDepositResponseSchema,
  MsgUpdateResourceNodeDepositSchema,
  MsgUpdateResourceNodeResponseSchema,
  MsgUpdateResourceNodeSchema,
  MsgVerifyMetaNodeResponseSchema,
  MsgVerifyMetaNodeSchema,
} from "./message/register.ts";
export type {
  EpochVoided,
  MetaAdmitted,
  MetaRemoved,
  MigrationBought,
  MigrationWanted,
  MsgReceivePackets,
  MsgReceivePacketsResponse,
  MsgUpdateClient,
  MsgUpdateClientResponse,
  NodeDeposit,
  NodeGone,
  NodeRegistered,
  NodeResumed,
  NodeSuspended,
  NodeUnregistered,
  OzonePurchased,
  Packet,
  Parameters,
  Penalty,
  PenaltyDecided,
  Price,
  Proof,
  Report,
  ReportPart,
  Result,
  SettledNode,
} from "./message/relay.ts";
export {
  EpochVoidedSchema,
  MetaAdmittedSchema,
  MetaRemovedSchema,
  MigrationBoughtSchema,
  MigrationWantedSchema,
  MsgReceivePacketsResponseSchema,
  MsgReceivePacketsSchema,
  MsgUpdateClientResponseSchema,
  MsgUpdateClientSchema,
  NodeDepositSchema,
  NodeGoneSchema,
  NodeRegisteredSchema,
  NodeResumedSchema,
  NodeSuspendedSchema,
  NodeUnregisteredSchema,
  OzonePurchasedSchema,
  PacketSchema,
  ParametersSchema,
  PenaltyDecidedSchema,
  PenaltySchema,
  PriceSchema,
  ProofSchema,
  ReportPartSchema,
  ReportSchema,
  ResultSchema,
  SettledNodeSchema,
} from "./message/relay.ts";
export type { MsgPrepay, MsgPrepayResponse } from "./message/sds.ts";
export { MsgPrepayResponseSchema, MsgPrepaySchema } from "./message/sds.ts";
export type { Encryption, Manifest, Part, Slice } from "./message/storage.ts";
export { EncryptionSchema, ManifestSchema, PartSchema, SliceSchema } from "./message/storage.ts";
export { type ProofStep, type ProvenEntry, proofBytesMax, proofStepsMax } from "./proof/ics23.ts";
export {
  appHashOf,
  type ModuleRoot,
  proveModuleRoot,
  verifiedModuleRoot,
} from "./proof/module-roots.ts";
export {
  encodeAbsence,
  encodeExistence,
  type ProofPair,
  verifyAbsence,
  verifyMembership,
} from "./proof/state-proof.ts";
export { branchHash, emptyRoot, entryHash, entryPath, pathBit } from "./proof/state-tree.ts";
export { encodeProtobufFields, type ProtobufField } from "./protobuf/encode-fields.ts";
export { type ProtobufWriter, protobufWriter } from "./protobuf/protobuf-writer.ts";
export { type Codec, mapped } from "./record/codec.ts";
export { type KeyCodec, key, prefixEnd, type TupleKey } from "./record/key.ts";
export { list, optional, record } from "./record/record.ts";
export {
  bytes,
  fixedBytes,
  flag,
  integer,
  nozAmount,
  oneOf,
  text,
  u64,
  weiAmount,
} from "./record/scalars.ts";
export {
  type StatementDomain,
  type StatementKind,
  statementDigest,
  statementKinds,
} from "./statement/statement.ts";
