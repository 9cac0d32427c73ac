import { compareBytes, validatorSetHash } from "@stos/codec";
import type { ValidatorUpdate } from "../../consensus.ts";
import type { ValidatorInfo } from "../block-types.ts";
import { EngineError } from "../engine-error.ts";
import type { Genesis } from "../genesis.ts";
import { type ValidatorKey, validatorAddress } from "./validator-key.ts";

/** A validator; `sign` is undefined where this engine doesn't hold its key: it never votes. */
export type EmbeddedValidator = ValidatorInfo &
  Readonly<{ sign: ((bytes: Uint8Array) => Uint8Array) | undefined }>;

/** In CometBFT's order: by power, falling, then by address. */
export type ValidatorSet = Readonly<{
  validators: readonly EmbeddedValidator[];
  hash: Uint8Array;
}>;

/** A validator by key and power. */
export type Member = ValidatorUpdate;

export function genesisMembers({ document }: Genesis): readonly Member[] {
  return document.validators.map(({ pub_key, power }) => ({
    publicKey: new Uint8Array(Buffer.from(pub_key.value, "base64")),
    power: BigInt(power),
  }));
}

export function validatorSetOf(
  members: readonly Member[],
  keys: readonly ValidatorKey[],
): ValidatorSet {
  const validators = members.map(({ publicKey, power }): EmbeddedValidator => {
    const address = validatorAddress(publicKey);
    const held = keys.find((key) => compareBytes(key.address, address) === 0);
    return {
      address,
      publicKey,
      votingPower: power,
      proposerPriority: 0n,
      sign: held && ((bytes) => held.key.sign(bytes)),
    };
  });
  validators.sort(byPowerThenAddress);
  const powers = validators.map(({ publicKey, votingPower }) => ({
    publicKey,
    power: votingPower,
  }));
  return { validators, hash: validatorSetHash(powers) };
}

/** Throws `EngineError` `validator-key-missing`: a chain starts with every validator of its genesis signing. */
export function requireAllKeys({ validators }: ValidatorSet): void {
  const missing = validators.find(({ sign }) => sign === undefined);
  if (missing !== undefined)
    throw new EngineError({
      code: "validator-key-missing",
      address: Buffer.from(missing.address).toString("hex").toUpperCase(),
    });
}

/** The set after a block's updates; the same set where there are none. As CometBFT, it takes no removal of a validator that isn't there. */
export function updatedSet(
  set: ValidatorSet,
  updates: readonly ValidatorUpdate[],
  keys: readonly ValidatorKey[],
): ValidatorSet {
  if (updates.length === 0) return set;
  const members = new Map(
    set.validators.map(({ publicKey, votingPower: power }) => [
      keyText(publicKey),
      { publicKey, power },
    ]),
  );
  for (const update of updates) {
    const key = keyText(update.publicKey);
    if (update.power > 0n) members.set(key, update);
    else if (!members.delete(key))
      throw new RangeError(`a block removes the validator with the key ${key}, which is none`);
  }
  return validatorSetOf([...members.values()], keys);
}

/** Throws `EngineError` `quorum-lost` where the keys held don't make up more than two thirds of the power that decides `height`. */
export function requireQuorum({ validators }: ValidatorSet, height: number): void {
  const total = powerOf(validators);
  const held = powerOf(validators.filter(({ sign }) => sign !== undefined));
  if (held * 3n <= total * 2n) throw new EngineError({ code: "quorum-lost", height, held, total });
}

function powerOf(validators: readonly ValidatorInfo[]): bigint {
  return validators.reduce((sum, { votingPower }) => sum + votingPower, 0n);
}

function keyText(publicKey: Uint8Array): string {
  return Buffer.from(publicKey).toString("base64");
}

function byPowerThenAddress(a: ValidatorInfo, b: ValidatorInfo): number {
  if (a.votingPower !== b.votingPower) return a.votingPower > b.votingPower ? -1 : 1;
  return compareBytes(a.address, b.address);
}
