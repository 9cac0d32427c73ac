import type { ConsensusParamUpdates, ValidatorUpdate } from "../../consensus.ts";
import { base64 } from "./block-json.ts";

/** As Go prints ABCI's message: the key's kind stands in a `Sum`, and power 0 is left out. */
export function validatorUpdateJson({ publicKey, power }: ValidatorUpdate) {
  return {
    pub_key: {
      Sum: {
        type: "tendermint.crypto.PublicKey_Ed25519",
        value: { ed25519: base64(publicKey) },
      },
    },
    ...(power === 0n ? {} : { power: `${power}` }),
  };
}

/** The sections that are there. */
export function consensusParamsJson(params: ConsensusParamUpdates) {
  const { block, evidence, validator, version, abci } = params;
  return {
    ...(block && { block: { max_bytes: `${block.maxBytes}`, max_gas: `${block.maxGas}` } }),
    ...(evidence && {
      evidence: {
        max_age_num_blocks: `${evidence.maxAgeNumBlocks}`,
        max_age_duration: `${evidence.maxAgeDurationNs}`,
        max_bytes: `${evidence.maxBytes}`,
      },
    }),
    ...(validator && { validator: { pub_key_types: validator.pubKeyTypes } }),
    ...(version && { version: { app: `${version.app}` } }),
    ...(abci && {
      abci: { vote_extensions_enable_height: `${abci.voteExtensionsEnableHeight}` },
    }),
  };
}
