import type { ConsensusParams } from "../../consensus.ts";
import { EngineError } from "../engine-error.ts";
import type { MempoolLimits } from "./mempool.ts";
import type { EmbeddedSettings } from "./options.ts";

/** Header, last commit's frame and evidence, with room to spare, and one precommit: what CometBFT reserves in a block. */
const blockOverheadBytes = 1024;
const precommitBytes = 128;
/** A transaction's frame in a block. */
const txFrameBytes = 8;

/** What is left for transactions. Throws `EngineError` `genesis-malformed` where that is nothing. */
export function dataBytesMax({ block }: ConsensusParams, validators: number): number {
  const bytes = block.maxBytes - blockOverheadBytes - precommitBytes * validators;
  if (bytes < 1)
    throw new EngineError({
      code: "genesis-malformed",
      reason: "block.max_bytes leaves no room for transactions",
    });
  return bytes;
}

export function mempoolLimits(
  settings: EmbeddedSettings,
  params: ConsensusParams,
  validators: number,
): MempoolLimits {
  return {
    countMax: settings.mempoolCountMax,
    bytesMax: settings.mempoolBytesMax,
    txBytesMax: Math.min(settings.txBytesMax, dataBytesMax(params, validators) - txFrameBytes),
    gasMax: params.block.maxGas,
  };
}
