import {
  BlockIDFlag,
  type Commit,
  equalBytes,
  type Header,
  headerHash,
  toHex,
  verifyConsensusSignature,
  voteSignBytes,
} from "@stos/codec/pure";
import { LightClientError, malformed } from "./light-client-error.ts";
import type { Validator, Validators } from "./validators.ts";

/** Answers the header's hash once the commit is of this header, by a set of this size. No signature is checked yet. */
export function checkCommit(header: Header, commit: Commit, validators: Validators): Uint8Array {
  const hash = headerHash(header);
  const { partSetHeader } = commit.blockId;
  if (commit.height !== header.height) throw wrongCommit("another height");
  if (!equalBytes(commit.blockId.hash, hash)) throw wrongCommit("another hash");
  if (partSetHeader.total <= 0 || partSetHeader.hash.length !== 32)
    throw wrongCommit("its block has no parts");
  if (commit.round < 0) throw wrongCommit("a negative round");
  if (commit.signatures.length !== validators.list.length)
    throw wrongCommit(`${commit.signatures.length} votes of ${validators.list.length} validators`);
  return hash;
}

/** Checks one vote of a commit; remembers what it has checked. */
export type VoteCheck = (index: number, publicKey: Uint8Array) => void;

/** A check that throws `LightClientError` wrong-signature. An address means one key, so an index is checked only once. */
export function voteCheck(chainId: string, commit: Commit): VoteCheck {
  const checked = new Set<number>();
  return (index, publicKey) => {
    const vote = commit.signatures[index];
    if (vote === undefined || checked.has(index)) return;
    const signBytes = voteSignBytes({
      type: "precommit",
      height: commit.height,
      round: commit.round,
      blockId: commit.blockId,
      timestamp: vote.timestamp,
      chainId,
    });
    if (!verifyConsensusSignature(publicKey, signBytes, vote.signature))
      throw new LightClientError({ code: "wrong-signature", index });
    checked.add(index);
  };
}

/** Requires votes of more than 2/3 of the power of the set that made the commit. Stops once they are there. */
export function requireTwoThirds(commit: Commit, validators: Validators, check: VoteCheck): void {
  const total = validators.totalPower;
  let voted = 0n;
  for (const [index, vote] of commit.signatures.entries()) {
    if (vote.blockIdFlag !== BlockIDFlag.BLOCK_ID_FLAG_COMMIT) continue;
    const validator = validators.list[index];
    if (validator === undefined || !equalBytes(vote.validatorAddress, validator.address))
      throw wrongCommit(`the vote at place ${index} is another validator's`);
    check(index, validator.publicKey);
    voted += validator.power;
    if (voted * 3n > total * 2n) return;
  }
  throw new LightClientError({ code: "not-enough-power", which: "new", voted, total });
}

/** Requires votes of more than 1/3 of the power of a set that is trusted, wherever they stand in the commit. */
export function requireTrustedThird(commit: Commit, trusted: Validators, check: VoteCheck): void {
  const total = trusted.totalPower;
  const seen = new Set<Validator>();
  let voted = 0n;
  for (const [index, vote] of commit.signatures.entries()) {
    if (vote.blockIdFlag !== BlockIDFlag.BLOCK_ID_FLAG_COMMIT) continue;
    const validator = trusted.byAddress.get(toHex(vote.validatorAddress));
    if (validator === undefined) continue;
    if (seen.has(validator)) throw malformed("a validator votes twice in a commit");
    seen.add(validator);
    check(index, validator.publicKey);
    voted += validator.power;
    if (voted * 3n > total) return;
  }
  throw new LightClientError({ code: "not-enough-power", which: "trusted", voted, total });
}

function wrongCommit(reason: string): LightClientError {
  return new LightClientError({ code: "wrong-commit", reason });
}
