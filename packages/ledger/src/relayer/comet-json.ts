import {
  type BlockID,
  type BlockIDFlag,
  type Commit,
  type CommitSig,
  fromBase64,
  fromHex,
  type Header,
  type SignedHeader,
  type Timestamp,
  type Validator,
} from "@stos/codec";
import type { JsonReader } from "./comet-rpc.ts";
import { RelayerError } from "./relayer-error.ts";

/** The `signed_header` of the method `commit`. */
export function signedHeaderOf(json: JsonReader): SignedHeader {
  const commit = json.at("commit");
  return {
    header: headerOf(json.at("header")),
    commit: commitOf(commit),
  };
}

export function commitOf(commit: JsonReader): Commit {
  return {
    height: commit.at("height").integer(),
    round: Number(commit.at("round").integer()),
    blockId: blockIdOf(commit.at("block_id")),
    signatures: (commit.optional("signatures")?.list() ?? []).map(voteOf),
  };
}

/** An entry of the method `validators`. */
export function validatorOf(json: JsonReader): Validator {
  return {
    address: hexOf(json.at("address")),
    pubKey: { ed25519: base64Of(json.at("pub_key").at("value")) },
    votingPower: json.at("voting_power").integer(),
    proposerPriority: json.at("proposer_priority").integer(),
  };
}

export function headerOf(json: JsonReader): Header {
  const version = json.at("version");
  return {
    version: {
      block: version.at("block").integer(),
      app: version.optional("app")?.integer() ?? 0n,
    },
    chainId: json.at("chain_id").text(),
    height: json.at("height").integer(),
    time: timeOf(json.at("time")),
    lastBlockId: blockIdOf(json.at("last_block_id")),
    lastCommitHash: hexOf(json.at("last_commit_hash")),
    dataHash: hexOf(json.at("data_hash")),
    validatorsHash: hexOf(json.at("validators_hash")),
    nextValidatorsHash: hexOf(json.at("next_validators_hash")),
    consensusHash: hexOf(json.at("consensus_hash")),
    appHash: hexOf(json.at("app_hash")),
    lastResultsHash: hexOf(json.at("last_results_hash")),
    evidenceHash: hexOf(json.at("evidence_hash")),
    proposerAddress: hexOf(json.at("proposer_address")),
  };
}

export function blockIdOf(json: JsonReader): BlockID {
  const parts = json.at("parts");
  return {
    hash: hexOf(json.at("hash")),
    partSetHeader: { total: Number(parts.at("total").integer()), hash: hexOf(parts.at("hash")) },
  };
}

function voteOf(json: JsonReader): CommitSig {
  return {
    blockIdFlag: Number(json.at("block_id_flag").integer()) as BlockIDFlag,
    validatorAddress: hexOf(json.at("validator_address")),
    timestamp: timeOf(json.at("timestamp")),
    signature: base64Of(json.optional("signature")),
  };
}

/** RFC 3339 with up to nine digits of a second, in UTC. An absent vote's is the year 1. */
export function timeOf(json: JsonReader): Timestamp {
  const match = /^(.{19})(?:\.(\d{1,9}))?Z$/.exec(json.text());
  const milliseconds = Date.parse(`${match?.[1]}Z`);
  if (match === null || Number.isNaN(milliseconds)) {
    throw new RelayerError({ code: "malformed", what: `time "${json.text().slice(0, 40)}"` });
  }
  return {
    seconds: BigInt(milliseconds / 1000),
    nanos: Number((match[2] ?? "").padEnd(9, "0")),
  };
}

export function hexOf(json: JsonReader): Uint8Array {
  return fromHex(json.text());
}

export function base64Of(json: JsonReader | undefined): Uint8Array {
  return json === undefined ? new Uint8Array() : fromBase64(json.text());
}
