import { encodeProtobufFields } from "@stos/codec";
import type { ValidatorUpdate as WireUpdate } from "cosmjs-types/tendermint/abci/types";
import type { ConsensusParams as WireParams } from "cosmjs-types/tendermint/types/params";
import type { ConsensusParams, ConsensusParamUpdates, ValidatorUpdate } from "../consensus.ts";
import { EngineError } from "./engine-error.ts";

/** Validators and consensus parameters as ABCI's messages hold them. */

/** `tendermint.abci.ValidatorUpdate`; the general encoder writes a power from 2³¹ to 2³² − 1 wrongly. */
export function encodeUpdate({ publicKey, power }: ValidatorUpdate): Uint8Array {
  return encodeProtobufFields([
    [1, encodeProtobufFields([[1, publicKey]])],
    [2, power],
  ]);
}

/** Throws `EngineError` `genesis-malformed` for a key that isn't ed25519. */
export function readUpdate({ pubKey, power }: WireUpdate): ValidatorUpdate {
  if (pubKey.ed25519 === undefined)
    throw new EngineError({
      code: "genesis-malformed",
      reason: "a validator's key is of another kind than ed25519",
    });
  return { publicKey: pubKey.ed25519, power };
}

export function wireParams(updates: ConsensusParamUpdates): WireParams {
  const { block, evidence, validator, version, abci } = updates;
  const params: WireParams = {};
  if (block !== undefined)
    params.block = { maxBytes: BigInt(block.maxBytes), maxGas: BigInt(block.maxGas) };
  if (evidence !== undefined)
    params.evidence = {
      maxAgeNumBlocks: BigInt(evidence.maxAgeNumBlocks),
      maxAgeDuration: {
        seconds: evidence.maxAgeDurationNs / 1_000_000_000n,
        nanos: Number(evidence.maxAgeDurationNs % 1_000_000_000n),
      },
      maxBytes: BigInt(evidence.maxBytes),
    };
  if (validator !== undefined) params.validator = { pubKeyTypes: [...validator.pubKeyTypes] };
  if (version !== undefined) params.version = { app: BigInt(version.app) };
  if (abci !== undefined)
    params.abci = { voteExtensionsEnableHeight: BigInt(abci.voteExtensionsEnableHeight) };
  return params;
}

export function readParams(params: WireParams): ConsensusParamUpdates {
  const { block, evidence, validator, version, abci } = params;
  return {
    ...(block === undefined
      ? {}
      : { block: { maxBytes: Number(block.maxBytes), maxGas: Number(block.maxGas) } }),
    ...(evidence === undefined ? {} : { evidence: readEvidence(evidence) }),
    ...(validator === undefined ? {} : { validator: { pubKeyTypes: validator.pubKeyTypes } }),
    ...(version === undefined ? {} : { version: { app: Number(version.app) } }),
    ...(abci === undefined
      ? {}
      : { abci: { voteExtensionsEnableHeight: Number(abci.voteExtensionsEnableHeight) } }),
  };
}

function readEvidence({
  maxAgeNumBlocks,
  maxAgeDuration: { seconds, nanos },
  maxBytes,
}: NonNullable<WireParams["evidence"]>): ConsensusParams["evidence"] {
  return {
    maxAgeNumBlocks: Number(maxAgeNumBlocks),
    maxAgeDurationNs: seconds * 1_000_000_000n + BigInt(nanos),
    maxBytes: Number(maxBytes),
  };
}
