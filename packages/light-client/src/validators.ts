import { equalBytes, keyHash, toHex, type ValidatorSet, validatorSetHash } from "@stos/codec/pure";
import { malformed } from "./light-client-error.ts";

/** Validators of a set at most: what a verification costs. */
export const validatorsMax = 200;
/** CometBFT's own bound: 2⁶³ / 8. */
const totalPowerMax = 2n ** 60n - 1n;

export type Validator = Readonly<{ address: Uint8Array; publicKey: Uint8Array; power: bigint }>;

export type Validators = Readonly<{
  list: readonly Validator[];
  byAddress: ReadonlyMap<string, Validator>;
  totalPower: bigint;
  hash: Uint8Array;
}>;

/** A set whose members are of their form, each once. What the sender says of the total isn't used. */
export function readValidators(set: ValidatorSet | undefined, which: string): Validators {
  if (set === undefined) throw malformed(`the ${which} validators are missing`);
  const { validators } = set;
  if (validators.length === 0 || validators.length > validatorsMax)
    throw malformed(
      `${validators.length} ${which} validators, from 1 to ${validatorsMax} are allowed`,
    );

  const list = validators.map(({ address, pubKey, votingPower }): Validator => {
    const publicKey = pubKey?.ed25519;
    if (publicKey?.length !== 32) throw malformed("a validator's key isn't ed25519");
    if (!equalBytes(address, keyHash(publicKey)))
      throw malformed("a validator's address isn't that of its key");
    if (votingPower <= 0n) throw malformed("a validator has no power");
    return { address, publicKey, power: votingPower };
  });
  const byAddress = new Map(list.map((validator) => [toHex(validator.address), validator]));
  if (byAddress.size !== list.length) throw malformed("a validator stands twice in a set");
  const totalPower = list.reduce((total, { power }) => total + power, 0n);
  if (totalPower > totalPowerMax) throw malformed("the validators' power exceeds 2^60");

  return { list, byAddress, totalPower, hash: validatorSetHash(list) };
}
