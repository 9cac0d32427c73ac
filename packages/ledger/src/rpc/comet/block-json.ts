import type { Timestamp } from "cosmjs-types/google/protobuf/timestamp";
import type { BlockID, Commit, Header } from "cosmjs-types/tendermint/types/types";
import { BlockIDFlag } from "cosmjs-types/tendermint/types/validator";
import type { DecidedBlock, ValidatorInfo } from "../../engine/block-types.ts";

/** CometBFT's JSON: 64-bit integers as text, hashes and addresses in upper-case hex, other bytes in base64. */
export function headerJson(header: Header) {
  return {
    version: {
      block: `${header.version.block}`,
      ...(header.version.app === 0n ? {} : { app: `${header.version.app}` }),
    },
    chain_id: header.chainId,
    height: `${header.height}`,
    time: timeJson(header.time),
    last_block_id: blockIdJson(header.lastBlockId),
    last_commit_hash: upperHex(header.lastCommitHash),
    data_hash: upperHex(header.dataHash),
    validators_hash: upperHex(header.validatorsHash),
    next_validators_hash: upperHex(header.nextValidatorsHash),
    consensus_hash: upperHex(header.consensusHash),
    app_hash: upperHex(header.appHash),
    last_results_hash: upperHex(header.lastResultsHash),
    evidence_hash: upperHex(header.evidenceHash),
    proposer_address: upperHex(header.proposerAddress),
  };
}

export function blockIdJson({ hash, partSetHeader }: BlockID) {
  return {
    hash: upperHex(hash),
    parts: { total: partSetHeader.total, hash: upperHex(partSetHeader.hash) },
  };
}

export function commitJson(commit: Commit) {
  return {
    height: `${commit.height}`,
    round: commit.round,
    block_id: blockIdJson(commit.blockId),
    signatures: commit.signatures.map(
      ({ blockIdFlag, validatorAddress, timestamp, signature }) => ({
        block_id_flag: blockIdFlag,
        validator_address: upperHex(validatorAddress),
        timestamp: timeJson(timestamp),
        signature: blockIdFlag === BlockIDFlag.BLOCK_ID_FLAG_ABSENT ? null : base64(signature),
      }),
    ),
  };
}

export function blockJson({ blockId, block }: DecidedBlock) {
  return {
    block_id: blockIdJson(blockId),
    block: {
      header: headerJson(block.header),
      data: { txs: block.data.txs.map(base64) },
      evidence: { evidence: [] },
      last_commit: block.lastCommit === undefined ? null : commitJson(block.lastCommit),
    },
  };
}

export function blockMetaJson({ blockId, block, byteLength }: DecidedBlock) {
  return {
    block_id: blockIdJson(blockId),
    block_size: `${byteLength}`,
    header: headerJson(block.header),
    num_txs: `${block.data.txs.length}`,
  };
}

export function validatorJson({
  address,
  publicKey,
  votingPower,
  proposerPriority,
}: ValidatorInfo) {
  return {
    address: upperHex(address),
    pub_key: { type: "tendermint/PubKeyEd25519", value: base64(publicKey) },
    voting_power: `${votingPower}`,
    proposer_priority: `${proposerPriority}`,
  };
}

/** RFC 3339 with as many digits of the second as it needs, as Go prints it. */
export function timeJson({
  seconds,
  nanos,
}: Timestamp | Readonly<{ seconds: number; nanos: number }>): string {
  const whole = new Date(Number(seconds) * 1000).toISOString().slice(0, 19);
  const fraction = nanos.toString().padStart(9, "0").replace(/0+$/, "");
  return `${whole}${fraction === "" ? "" : `.${fraction}`}Z`;
}

export function upperHex(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
    .toString("hex")
    .toUpperCase();
}

export function base64(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString("base64");
}
