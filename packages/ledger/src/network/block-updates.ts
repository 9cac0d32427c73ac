import { compareBytes, toHex } from "@stos/codec";
import type { ConsensusParamUpdates, ConsensusUpdates, ValidatorUpdate } from "../consensus.ts";

/** CometBFT's limit for all voting power together: 2⁶³ / 8. */
const powerMax = 2n ** 63n / 8n;
const publicKeyBytes = 32;

/** Gathers what a block changes about its validators and consensus parameters. */
export interface BlockUpdates {
  setValidator(update: ValidatorUpdate): void;
  updateParams(updates: ConsensusParamUpdates): void;
  /** Takes over what another gathered later. */
  merge(later: BlockUpdates): void;
  result(): ConsensusUpdates;
}

export function blockUpdates(): BlockUpdates {
  const validators = new Map<string, ValidatorUpdate>();
  let params: ConsensusParamUpdates | undefined;

  const gathered: BlockUpdates = {
    setValidator(update) {
      requireUpdate(update);
      validators.set(toHex(update.publicKey), update);
    },
    updateParams(updates) {
      if (Object.keys(updates).length > 0) params = { ...params, ...updates };
    },
    merge(later) {
      const { validatorUpdates, consensusParamUpdates } = later.result();
      for (const update of validatorUpdates) gathered.setValidator(update);
      gathered.updateParams(consensusParamUpdates ?? {});
    },
    result: () => ({
      validatorUpdates: [...validators.values()].sort((a, b) =>
        compareBytes(a.publicKey, b.publicKey),
      ),
      consensusParamUpdates: params,
    }),
  };
  return gathered;
}

/** A module that sets something else has a bug: an engine would stop at it anyway. */
function requireUpdate({ publicKey, power }: ValidatorUpdate): void {
  if (publicKey.length !== publicKeyBytes)
    throw new RangeError(`a consensus key has ${publicKeyBytes} bytes, not ${publicKey.length}`);
  if (power < 0n || power > powerMax)
    throw new RangeError(`a validator's power is 0 to ${powerMax}, not ${power}`);
}
