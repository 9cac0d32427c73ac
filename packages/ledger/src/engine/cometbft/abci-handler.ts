import { equalBytes } from "@stos/codec";
import {
  MisbehaviorType,
  type Request,
  type RequestFinalizeBlock,
  ResponseApplySnapshotChunk_Result,
  ResponseOfferSnapshot_Result,
  ResponseProcessProposal_ProposalStatus,
  ResponseVerifyVoteExtension_VerifyStatus,
} from "cosmjs-types/tendermint/abci/types";
import { BlockIDFlag } from "cosmjs-types/tendermint/types/validator";
import type { Application, BlockResult, ProposedBlock } from "../../application.ts";
import type { Misbehaviour, VoteFlag } from "../../consensus.ts";
import { consensusParamsOf } from "../consensus-params.ts";
import type { Genesis } from "../genesis.ts";
import {
  answer,
  checkTxAnswer,
  finalizeBlockAnswer,
  initChainAnswer,
  queryAnswer,
} from "./abci-answers.ts";

export type AbciOptions = Readonly<{
  application: Application;
  genesis: Genesis;
  /** How many blocks before the newest CometBFT may forget below; 0: none. */
  retainBlocks: number;
  /** CheckTx waits for it: a restarted application knows no block time before. */
  ready: Promise<unknown>;
  /** After each block that the application has made durable. */
  onCommit(height: number): void;
}>;

export type AbciHandler = (request: Request) => Promise<Uint8Array>;

/** What an answer of software says of itself. */
const software = { data: "stratos", version: "0.1.0" };
/** A transaction's frame in a block: its field and its length. */
const txFrameBytesMax = 6;

/**
 * ABCI 2.0 over an application. One handler serves all four connections: CometBFT itself calls the consensus ones one at a time and holds the
 * mempool's while it commits.
 */
export function abciHandler(options: AbciOptions): AbciHandler {
  const { application, genesis } = options;
  let finalized: Readonly<{ height: number; result: BlockResult }> | undefined;

  async function finalizeBlock(request: RequestFinalizeBlock): Promise<Uint8Array> {
    const result = await application.finalizeBlock(proposedBlock(request));
    finalized = { height: Number(request.height), result };
    return finalizeBlockAnswer(result);
  }

  async function commit(): Promise<Uint8Array> {
    if (finalized === undefined) throw new RangeError("Commit before FinalizeBlock");
    await application.commit();
    const { height, result } = finalized;
    finalized = undefined;
    const { appHash } = application.info();
    if (!equalBytes(appHash, result.appHash))
      throw new RangeError(`block ${height} was committed with another app hash than it had`);
    options.onCommit(height);
    const oldest = options.retainBlocks === 0 ? 0 : Math.max(0, height - options.retainBlocks + 1);
    return answer({ commit: { retainHeight: BigInt(oldest) } });
  }

  return async (request) => {
    if (request.checkTx !== undefined) {
      await options.ready;
      return checkTxAnswer(await application.checkTx(request.checkTx.tx.slice()));
    }
    if (request.flush !== undefined) return answer({ flush: {} });
    if (request.echo !== undefined) return answer({ echo: { message: request.echo.message } });
    if (request.info !== undefined) return infoAnswer(options);
    if (request.initChain !== undefined)
      return initChainAnswer(await application.initChain(genesis.document));
    if (request.prepareProposal !== undefined) {
      const { txs, maxTxBytes } = request.prepareProposal;
      return answer({ prepareProposal: { txs: firstThatFit(txs, Number(maxTxBytes)) } });
    }
    if (request.processProposal !== undefined) return processProposalAnswer;
    if (request.extendVote !== undefined)
      return answer({ extendVote: { voteExtension: new Uint8Array(0) } });
    if (request.verifyVoteExtension !== undefined) {
      const isEmpty = request.verifyVoteExtension.voteExtension.length === 0;
      const { ACCEPT, REJECT } = ResponseVerifyVoteExtension_VerifyStatus;
      return answer({ verifyVoteExtension: { status: isEmpty ? ACCEPT : REJECT } });
    }
    if (request.finalizeBlock !== undefined) return finalizeBlock(request.finalizeBlock);
    if (request.commit !== undefined) return commit();
    if (request.query !== undefined) {
      const { path, data, height, prove } = request.query;
      const asked = { path, data: data.slice(), height: Number(height), prove };
      return queryAnswer(path, await application.query(asked));
    }
    if (request.listSnapshots !== undefined) return answer({ listSnapshots: { snapshots: [] } });
    if (request.offerSnapshot !== undefined)
      return answer({ offerSnapshot: { result: ResponseOfferSnapshot_Result.REJECT } });
    if (request.loadSnapshotChunk !== undefined)
      return answer({ loadSnapshotChunk: { chunk: new Uint8Array(0) } });
    if (request.applySnapshotChunk !== undefined)
      return answer({
        applySnapshotChunk: {
          result: ResponseApplySnapshotChunk_Result.ABORT,
          refetchChunks: [],
          rejectSenders: [],
        },
      });
    throw new RangeError("a request of ABCI that this version doesn't know");
  };
}

/** A transaction that can't be read is refused in its block; there is nothing that a proposal could do wrong besides. */
const processProposalAnswer = answer({
  processProposal: { status: ResponseProcessProposal_ProposalStatus.ACCEPT },
});

function infoAnswer({ application, genesis }: AbciOptions): Uint8Array {
  const { height, appHash } = application.info();
  return answer({
    info: {
      ...software,
      // Only before the first block does CometBFT read it: afterwards blocks change it by their parameters.
      appVersion: BigInt(consensusParamsOf(genesis).version.app),
      lastBlockHeight: BigInt(height),
      lastBlockAppHash: height === 0 ? new Uint8Array(0) : appHash,
    },
  });
}

function firstThatFit(txs: readonly Uint8Array[], bytesMax: number): Uint8Array[] {
  let bytes = 0;
  const end = txs.findIndex((tx) => {
    bytes += tx.length + txFrameBytesMax;
    return bytes > bytesMax;
  });
  return end === -1 ? [...txs] : txs.slice(0, end);
}

function proposedBlock(request: RequestFinalizeBlock): ProposedBlock {
  const { height, time, hash, proposerAddress, txs, decidedLastCommit, misbehavior } = request;
  return {
    height: Number(height),
    time: { seconds: Number(time.seconds), nanos: time.nanos },
    hash: hash.slice(),
    proposerAddress: proposerAddress.slice(),
    txs: txs.map((tx) => tx.slice()),
    lastCommit: {
      round: decidedLastCommit.round,
      votes: decidedLastCommit.votes.map(({ validator, blockIdFlag }) => ({
        address: validator.address.slice(),
        power: validator.power,
        flag: flagOf(blockIdFlag),
      })),
    },
    misbehaviour: misbehavior.map(misbehaviourOf),
  };
}

function flagOf(flag: BlockIDFlag): VoteFlag {
  if (flag === BlockIDFlag.BLOCK_ID_FLAG_COMMIT) return "signed";
  return flag === BlockIDFlag.BLOCK_ID_FLAG_NIL ? "nil" : "absent";
}

function misbehaviourOf(given: RequestFinalizeBlock["misbehavior"][number]): Misbehaviour {
  const { type, validator, height, time, totalVotingPower } = given;
  if (type !== MisbehaviorType.DUPLICATE_VOTE && type !== MisbehaviorType.LIGHT_CLIENT_ATTACK)
    throw new RangeError(`misbehaviour of the unknown type ${type}`);
  return {
    kind: type === MisbehaviorType.DUPLICATE_VOTE ? "duplicate-vote" : "light-client-attack",
    address: validator.address.slice(),
    power: validator.power,
    totalPower: totalVotingPower,
    height: Number(height),
    time: { seconds: Number(time.seconds), nanos: time.nanos },
  };
}
