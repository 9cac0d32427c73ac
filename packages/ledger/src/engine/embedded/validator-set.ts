import { compareBytes, validatorSetHash } from "@stos/codec";
import type { ValidatorInfo } from "../block-types.ts";
import { EngineError } from "../engine-error.ts";
import type { Genesis } from "../genesis.ts";
import { type ValidatorKey, validatorAddress } from "./validator-key.ts";

/** A validator whose key this engine holds. */
export type SigningValidator = ValidatorInfo & Readonly<{ sign(bytes: Uint8Array): Uint8Array }>;

/** In CometBFT's order: by power, falling, then by address. The embedded engine's set is the genesis's, at every height. */
export type ValidatorSet = Readonly<{
  validators: readonly SigningValidator[];
  hash: Uint8Array;
}>;

/** Throws `EngineError` `validator-key-missing` where a validator of the genesis has no key here. */
export function validatorSetOf(genesis: Genesis, keys: readonly ValidatorKey[]): ValidatorSet {
  const validators = genesis.document.validators.map(({ pub_key, power }) => {
    const publicKey = new Uint8Array(Buffer.from(pub_key.value, "base64"));
    const address = validatorAddress(publicKey);
    const held = keys.find((key) => compareBytes(key.address, address) === 0);
    if (held === undefined)
      throw new EngineError({
        code: "validator-key-missing",
        address: Buffer.from(address).toString("hex").toUpperCase(),
      });
    return {
      address,
      publicKey,
      votingPower: BigInt(power),
      proposerPriority: 0n,
      sign: (bytes: Uint8Array) => held.key.sign(bytes),
    };
  });
  validators.sort(byPowerThenAddress);
  const powers = validators.map(({ publicKey, votingPower: power }) => ({ publicKey, power }));
  return { validators, hash: validatorSetHash(powers) };
}

function byPowerThenAddress(a: ValidatorInfo, b: ValidatorInfo): number {
  if (a.votingPower !== b.votingPower) return a.votingPower > b.votingPower ? -1 : 1;
  return compareBytes(a.address, b.address);
}
