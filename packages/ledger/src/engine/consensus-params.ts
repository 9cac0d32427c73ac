import type { ConsensusParams, ConsensusParamUpdates } from "../consensus.ts";
import { EngineError } from "./engine-error.ts";
import type { Genesis } from "./genesis.ts";

/** A block's hard limit in CometBFT, in bytes. */
const blockBytesLimit = 100 * 1024 * 1024;

/** Reads the genesis document's `consensus_params`. Throws `EngineError` `genesis-malformed`. */
export function consensusParamsOf(genesis: Genesis): ConsensusParams {
  const params = section(genesis.document.consensus_params, "consensus_params");
  const block = section(params.block, "block");
  const evidence = section(params.evidence, "evidence");
  const validator = section(params.validator, "validator");
  const keyTypes = validator.pub_key_types;
  if (!Array.isArray(keyTypes) || !keyTypes.every((type) => typeof type === "string"))
    throw malformed("consensus_params.validator.pub_key_types must list names");

  const maxBytes = integer(block.max_bytes, "block.max_bytes");
  if (maxBytes < 1 || maxBytes > blockBytesLimit)
    throw malformed(`consensus_params.block.max_bytes must be 1 to ${blockBytesLimit}`);
  return {
    block: { maxBytes, maxGas: integer(block.max_gas, "block.max_gas") },
    evidence: {
      maxAgeNumBlocks: integer(evidence.max_age_num_blocks, "evidence.max_age_num_blocks"),
      maxAgeDurationNs: BigInt(integer(evidence.max_age_duration, "evidence.max_age_duration")),
      maxBytes: integer(evidence.max_bytes, "evidence.max_bytes"),
    },
    validator: { pubKeyTypes: keyTypes },
    version: { app: optionalInteger(params.version, "app") },
    abci: {
      voteExtensionsEnableHeight: optionalInteger(params.abci, "vote_extensions_enable_height"),
    },
  };
}

/** The parameters after a block's updates. A `RangeError` for what CometBFT would refuse, too: the module that set it has a bug. */
export function appliedParams(
  params: ConsensusParams,
  updates: ConsensusParamUpdates | undefined,
): ConsensusParams {
  if (updates === undefined) return params;
  const after = { ...params, ...updates };
  const { block, evidence, validator } = after;
  const isGood =
    block.maxBytes >= 1 &&
    block.maxBytes <= blockBytesLimit &&
    block.maxGas >= -1 &&
    evidence.maxAgeNumBlocks > 0 &&
    evidence.maxAgeDurationNs > 0n &&
    evidence.maxBytes >= 0 &&
    evidence.maxBytes <= block.maxBytes &&
    validator.pubKeyTypes.includes("ed25519");
  if (!isGood) throw new RangeError("a block sets consensus parameters that no chain can have");
  return after;
}

type Section = Partial<
  Readonly<
    Record<
      | "block"
      | "evidence"
      | "validator"
      | "version"
      | "abci"
      | "max_bytes"
      | "max_gas"
      | "max_age_num_blocks"
      | "max_age_duration"
      | "pub_key_types"
      | "app"
      | "vote_extensions_enable_height",
      unknown
    >
  >
>;

function section(value: unknown, name: string): Section {
  if (typeof value !== "object" || value === null) throw malformed(`${name} is no object`);
  return value as Section;
}

function integer(value: unknown, name: string): number {
  const parsed =
    typeof value === "string" && /^-?[0-9]{1,16}$/.test(value) ? Number(value) : Number.NaN;
  if (!Number.isSafeInteger(parsed) || parsed < -1)
    throw malformed(`consensus_params.${name} must be a whole number as text`);
  return parsed;
}

function optionalInteger(parent: unknown, name: keyof Section): number {
  const value = parent === undefined ? undefined : section(parent, "consensus_params")[name];
  return value === undefined ? 0 : integer(value, name);
}

function malformed(reason: string): EngineError {
  return new EngineError({ code: "genesis-malformed", reason });
}
