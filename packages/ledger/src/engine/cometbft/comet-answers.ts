import { fromHex, sha256 } from "@stos/codec";
import { Block } from "cosmjs-types/tendermint/types/block";
import type { TxResult } from "../../application.ts";
import type { ConsensusParams } from "../../consensus.ts";
import type { ChainEvent } from "../../context.ts";
import {
  base64Of,
  blockIdOf,
  commitOf,
  headerOf,
  hexOf,
  timeOf,
  validatorOf,
} from "../../relayer/comet-json.ts";
import type { JsonReader } from "../../relayer/comet-rpc.ts";
import type { DecidedBlock, ExecutedTx, ValidatorInfo } from "../block-types.ts";
import type { BlockSummary } from "../engine.ts";

/** What CometBFT's RPC answers, as the engine's types. */

export function blockOf(json: JsonReader): Omit<DecidedBlock, "commit"> {
  const inner = json.at("block");
  const lastCommit = inner.optional("last_commit");
  const block = Block.fromPartial({
    header: headerOf(inner.at("header")),
    data: { txs: (inner.at("data").optional("txs")?.list() ?? []).map((tx) => base64Of(tx)) },
    evidence: { evidence: [] },
    ...(lastCommit === undefined ? {} : { lastCommit: commitOf(lastCommit) }),
  });
  return {
    height: Number(block.header.height),
    blockId: blockIdOf(json.at("block_id")),
    block,
    byteLength: Block.encode(block).finish().length,
  };
}

export function validatorInfoOf(json: JsonReader): ValidatorInfo {
  const { address, pubKey, votingPower, proposerPriority } = validatorOf(json);
  return {
    address,
    publicKey: pubKey?.ed25519 ?? new Uint8Array(0),
    votingPower,
    proposerPriority,
  };
}

export function txResultOf(json: JsonReader): TxResult {
  return {
    code: Number(json.optional("code")?.integer() ?? 0n),
    codespace: json.optional("codespace")?.text() ?? "",
    log: json.optional("log")?.text() ?? "",
    data: base64Of(json.optional("data")),
    gasWanted: json.optional("gas_wanted")?.integer() ?? 0n,
    gasUsed: json.optional("gas_used")?.integer() ?? 0n,
    events: eventsOf(json.optional("events")),
  };
}

export function eventsOf(json: JsonReader | undefined): readonly ChainEvent[] {
  return (json?.list() ?? []).map((event) => ({
    type: event.at("type").text(),
    attributes: (event.optional("attributes")?.list() ?? []).map((attribute) => ({
      key: attribute.optional("key")?.text() ?? "",
      value: attribute.optional("value")?.text() ?? "",
    })),
  }));
}

export function executedTxOf(json: JsonReader): ExecutedTx {
  const tx = base64Of(json.at("tx"));
  return {
    hash: sha256(tx),
    height: Number(json.at("height").integer()),
    index: Number(json.optional("index")?.integer() ?? 0n),
    tx,
    result: txResultOf(json.at("tx_result")),
  };
}

/** The newest or the oldest block of `sync_info`. */
export function summaryOf(sync: JsonReader, which: "latest" | "earliest"): BlockSummary {
  const time = timeOf(sync.at(`${which}_block_time`));
  return {
    height: Number(sync.at(`${which}_block_height`).integer()),
    hash: hexOf(sync.at(`${which}_block_hash`)),
    appHash: hexOf(sync.at(`${which}_app_hash`)),
    time: { seconds: Number(time.seconds), nanos: time.nanos },
  };
}

export function nodeIdOf(json: JsonReader): Uint8Array {
  return fromHex(json.text());
}

/** Sections that aren't there read as zeros. */
export function paramsOf(json: JsonReader): ConsensusParams {
  const number = (section: string, name: string) =>
    json.optional(section)?.optional(name)?.integer() ?? 0n;
  const keyTypes = json.optional("validator")?.optional("pub_key_types")?.list() ?? [];
  return {
    block: {
      maxBytes: Number(number("block", "max_bytes")),
      maxGas: Number(number("block", "max_gas")),
    },
    evidence: {
      maxAgeNumBlocks: Number(number("evidence", "max_age_num_blocks")),
      maxAgeDurationNs: number("evidence", "max_age_duration"),
      maxBytes: Number(number("evidence", "max_bytes")),
    },
    validator: { pubKeyTypes: keyTypes.map((type) => type.text()) },
    version: { app: Number(number("version", "app")) },
    abci: { voteExtensionsEnableHeight: Number(number("abci", "vote_extensions_enable_height")) },
  };
}
