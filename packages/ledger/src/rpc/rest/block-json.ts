import { encodeAddress } from "@stos/codec";
import type { BlockID, Commit, Header } from "cosmjs-types/tendermint/types/types";
import { blockIDFlagToJSON } from "cosmjs-types/tendermint/types/validator";
import type { DecidedBlock, ValidatorInfo } from "../../engine/block-types.ts";
import { base64, timeJson } from "../comet/block-json.ts";

/** The grpc-gateway's JSON of a block: as CometBFT's, but with all bytes in base64. */
export function gatewayBlockJson({ blockId, block }: DecidedBlock) {
  const header = headerJson(block.header);
  const rest = {
    data: { txs: block.data.txs.map(base64) },
    evidence: { evidence: [] },
    last_commit: block.lastCommit === undefined ? null : commitJson(block.lastCommit),
  };
  const proposer_address = encodeAddress("stvalcons", block.header.proposerAddress);
  return {
    block_id: blockIdJson(blockId),
    block: { header, ...rest },
    sdk_block: { header: { ...header, proposer_address }, ...rest },
  };
}

export function gatewayValidatorJson({
  address,
  publicKey,
  votingPower,
  proposerPriority,
}: ValidatorInfo) {
  return {
    address: encodeAddress("stvalcons", address),
    pub_key: { "@type": "/cosmos.crypto.ed25519.PubKey", key: base64(publicKey) },
    voting_power: `${votingPower}`,
    proposer_priority: `${proposerPriority}`,
  };
}

function headerJson(header: Header) {
  return {
    version: { block: `${header.version.block}`, app: `${header.version.app}` },
    chain_id: header.chainId,
    height: `${header.height}`,
    time: timeJson(header.time),
    last_block_id: blockIdJson(header.lastBlockId),
    last_commit_hash: base64(header.lastCommitHash),
    data_hash: base64(header.dataHash),
    validators_hash: base64(header.validatorsHash),
    next_validators_hash: base64(header.nextValidatorsHash),
    consensus_hash: base64(header.consensusHash),
    app_hash: base64(header.appHash),
    last_results_hash: base64(header.lastResultsHash),
    evidence_hash: base64(header.evidenceHash),
    proposer_address: base64(header.proposerAddress),
  };
}

function blockIdJson({ hash, partSetHeader }: BlockID) {
  return {
    hash: base64(hash),
    part_set_header: { total: partSetHeader.total, hash: base64(partSetHeader.hash) },
  };
}

function commitJson(commit: Commit) {
  return {
    height: `${commit.height}`,
    round: commit.round,
    block_id: blockIdJson(commit.blockId),
    signatures: commit.signatures.map(
      ({ blockIdFlag, validatorAddress, timestamp, signature }) => ({
        block_id_flag: blockIDFlagToJSON(blockIdFlag),
        validator_address: base64(validatorAddress),
        timestamp: timeJson(timestamp),
        signature: base64(signature),
      }),
    ),
  };
}
