import { HashedParams } from "cosmjs-types/tendermint/types/params";
import { CommitSig, type PartSetHeader } from "cosmjs-types/tendermint/types/types";
import { sha256 } from "#platform";
import { merkleRoot } from "../merkle/tree.ts";
import { encodeProtobufFields } from "../protobuf/encode-fields.ts";

/** Bytes of one part of a block, as CometBFT gossips it. */
export const blockPartBytes = 65_536;

/** `data_hash`: over the hashes of the transactions, in order. */
export function dataHash(transactions: readonly Uint8Array[]): Uint8Array {
  return merkleRoot(transactions.map(sha256));
}

/** `last_commit_hash` of the next header: over the votes in the order of the validator set. */
export function commitHash(signatures: readonly CommitSig[]): Uint8Array {
  return merkleRoot(signatures.map((signature) => CommitSig.encode(signature).finish()));
}

/** A validator as the set's hash names it. */
export type ValidatorPower = Readonly<{ publicKey: Uint8Array; power: bigint }>;

/**
 * `validators_hash`: over keys and powers in the set's own order (by power falling, then by address). Each is a `SimpleValidator`,
 * written here: the general encoder writes a power from 2³¹ to 2³² − 1 wrongly.
 */
export function validatorSetHash(validators: readonly ValidatorPower[]): Uint8Array {
  return merkleRoot(
    validators.map(({ publicKey, power }) =>
      encodeProtobufFields([
        [1, encodeProtobufFields([[1, publicKey]])],
        [2, power],
      ]),
    ),
  );
}

/** `consensus_hash`: of the consensus parameters, only these two stand in it. */
export function consensusParamsHash(
  block: Readonly<{ maxBytes: bigint; maxGas: bigint }>,
): Uint8Array {
  const { maxBytes: blockMaxBytes, maxGas: blockMaxGas } = block;
  return sha256(HashedParams.encode({ blockMaxBytes, blockMaxGas }).finish());
}

/** `last_results_hash` of the next header: code, data and gas of each transaction; logs and events don't count. */
export function resultsHash(
  results: readonly Readonly<{
    code: number;
    data: Uint8Array;
    gasWanted: bigint;
    gasUsed: bigint;
  }>[],
): Uint8Array {
  return merkleRoot(
    results.map(({ code, data, gasWanted, gasUsed }) =>
      encodeProtobufFields([
        [1, BigInt(code)],
        [2, data],
        [5, gasWanted],
        [6, gasUsed],
      ]),
    ),
  );
}

/** The second half of a block id: over the encoded block's parts of 64 KiB. */
export function partSetHeader(block: Uint8Array): PartSetHeader {
  const parts: Uint8Array[] = [];
  for (let start = 0; start < block.length; start += blockPartBytes)
    parts.push(block.subarray(start, start + blockPartBytes));
  return { total: parts.length, hash: merkleRoot(parts) };
}
