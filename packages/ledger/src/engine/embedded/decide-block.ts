import {
  commitHash,
  consensusParamsHash,
  dataHash,
  headerHash,
  merkleRoot,
  partSetHeader,
  voteSignBytes,
} from "@stos/codec";
import { Block } from "cosmjs-types/tendermint/types/block";
import { BlockID, Commit, type CommitSig, Header } from "cosmjs-types/tendermint/types/types";
import { BlockIDFlag } from "cosmjs-types/tendermint/types/validator";
import type { ConsensusParams } from "../../consensus.ts";
import type { DecidedBlock } from "../block-types.ts";
import type { EmbeddedValidator, ValidatorSet } from "./validator-set.ts";

/** What the next block continues: the newest block and what executing it led to. */
export type ChainTip = Readonly<{
  /** `initial_height` − 1 before the first block. */
  height: number;
  /** Unix milliseconds of the newest block's time; of the genesis before the first. */
  timeMs: number;
  /** Undefined before the first block. */
  last: Readonly<{ blockId: BlockID; commit: Commit }> | undefined;
  appHash: Uint8Array;
  resultsHash: Uint8Array;
  /** Those that decided `last`; undefined before the first block. */
  lastValidators: ValidatorSet | undefined;
  /** Those that decide the next block, and the one after it. */
  validators: ValidatorSet;
  nextValidators: ValidatorSet;
  params: ConsensusParams;
}>;

/** CometBFT's block protocol. */
export const blockProtocol = 11;

/**
 * Proposes, votes for and commits the next block: a header as CometBFT 0.38 makes it, and the precommits of all validators whose keys are held, each
 * at a time of its own. Those take turns as proposers, in the order of the set. The time isn't the median of the last votes (that would lag by a whole
 * interval on an idle chain) but what the clock says, which a light client can't tell apart.
 */
export function decideBlock(
  chainId: string,
  tip: ChainTip,
  proposal: Readonly<{ timeMs: number; txs: readonly Uint8Array[] }>,
): DecidedBlock {
  const height = tip.height + 1;
  const lastCommit = tip.last?.commit ?? Commit.fromPartial({});
  const header = makeHeader(chainId, tip, lastCommit, proposal);
  const block = Block.fromPartial({
    header,
    data: { txs: [...proposal.txs] },
    evidence: { evidence: [] },
    lastCommit,
  });
  const bytes = Block.encode(block).finish();
  const blockId = BlockID.fromPartial({
    hash: headerHash(header),
    partSetHeader: partSetHeader(bytes),
  });
  const signatures = tip.validators.validators.map((validator, index) =>
    precommit(validator, { chainId, height, blockId, timeMs: proposal.timeMs, index }),
  );
  const commit = Commit.fromPartial({ height: BigInt(height), round: 0, blockId, signatures });
  return { height, blockId, block, commit, byteLength: bytes.byteLength };
}

function makeHeader(
  chainId: string,
  tip: ChainTip,
  lastCommit: Commit,
  proposal: Readonly<{ timeMs: number; txs: readonly Uint8Array[] }>,
): Header {
  const { version, block } = tip.params;
  const signing = tip.validators.validators.filter(({ sign }) => sign !== undefined);
  const proposer = signing[tip.height % signing.length];
  if (proposer === undefined) throw new RangeError("a chain has at least one validator that signs");
  return Header.fromPartial({
    version: { block: BigInt(blockProtocol), app: BigInt(version.app) },
    chainId,
    height: BigInt(tip.height + 1),
    time: timestamp(proposal.timeMs, 0),
    lastBlockId: tip.last?.blockId ?? { partSetHeader: {} },
    lastCommitHash: commitHash(lastCommit.signatures),
    dataHash: dataHash(proposal.txs),
    validatorsHash: tip.validators.hash,
    nextValidatorsHash: tip.nextValidators.hash,
    consensusHash: consensusParamsHash({
      maxBytes: BigInt(block.maxBytes),
      maxGas: BigInt(block.maxGas),
    }),
    appHash: tip.appHash,
    lastResultsHash: tip.resultsHash,
    evidenceHash: merkleRoot([]),
    proposerAddress: proposer.address,
  });
}

function precommit(
  { address, sign }: EmbeddedValidator,
  vote: Readonly<{
    chainId: string;
    height: number;
    blockId: BlockID;
    timeMs: number;
    index: number;
  }>,
): CommitSig {
  if (sign === undefined) return absent;
  const voteTime = timestamp(vote.timeMs + 1, vote.index * 1_000);
  const signBytes = voteSignBytes({
    type: "precommit",
    height: BigInt(vote.height),
    round: 0,
    blockId: vote.blockId,
    timestamp: voteTime,
    chainId: vote.chainId,
  });
  return {
    blockIdFlag: BlockIDFlag.BLOCK_ID_FLAG_COMMIT,
    validatorAddress: address,
    timestamp: voteTime,
    signature: sign(signBytes),
  };
}

/** As CometBFT writes a missing precommit: its time is Go's zero. */
const absent: CommitSig = {
  blockIdFlag: BlockIDFlag.BLOCK_ID_FLAG_ABSENT,
  validatorAddress: new Uint8Array(0),
  timestamp: { seconds: -62_135_596_800n, nanos: 0 },
  signature: new Uint8Array(0),
};

function timestamp(timeMs: number, addedNanos: number): { seconds: bigint; nanos: number } {
  return {
    seconds: BigInt(Math.floor(timeMs / 1000)),
    nanos: (timeMs % 1000) * 1_000_000 + addedNanos,
  };
}
