import { merkleRoot, resultsHash } from "@stos/codec";
import { BlockIDFlag } from "cosmjs-types/tendermint/types/validator";
import type { InitialChain, ProposedBlock } from "../../application.ts";
import type { ConsensusParams, ConsensusUpdates, LastCommit, VoteFlag } from "../../consensus.ts";
import type { DecidedBlock, PublishedBlock } from "../block-types.ts";
import { appliedParams, consensusParamsOf } from "../consensus-params.ts";
import type { Genesis } from "../genesis.ts";
import type { BlockStore } from "./block-store.ts";
import type { ConsensusChange } from "./consensus-rows.ts";
import type { ChainTip } from "./decide-block.ts";
import type { ValidatorKey } from "./validator-key.ts";
import {
  genesisMembers,
  type Member,
  requireAllKeys,
  requireQuorum,
  updatedSet,
  type ValidatorSet,
  validatorSetOf,
} from "./validator-set.ts";

/** What the genesis and the block store know of validators and parameters, height by height. */
export class ChainState {
  readonly #genesis: Genesis;
  readonly #keys: readonly ValidatorKey[];
  readonly #store: BlockStore;
  readonly #genesisParams: ConsensusParams;

  constructor(genesis: Genesis, keys: readonly ValidatorKey[], store: BlockStore) {
    this.#genesis = genesis;
    this.#keys = keys;
    this.#store = store;
    this.#genesisParams = consensusParamsOf(genesis);
  }

  /** Those that decide `height`. */
  async validators(height: number): Promise<ValidatorSet> {
    const members = (await this.#store.members(height)) ?? genesisMembers(this.#genesis);
    return validatorSetOf(members, this.#keys);
  }

  async params(height: number): Promise<ConsensusParams> {
    return appliedParams(this.#genesisParams, await this.#store.params(height));
  }

  /** Before the first block. Throws `EngineError` where a first validator's key is missing. */
  async first(initial: InitialChain): Promise<ChainTip> {
    const height = Number(this.#genesis.document.initial_height);
    const params = appliedParams(this.#genesisParams, initial.consensusParamUpdates);
    const named = initial.validatorUpdates.filter(({ power }) => power > 0n);
    const members = named.length > 0 ? named : genesisMembers(this.#genesis);
    const validators = validatorSetOf(members, this.#keys);
    requireAllKeys(validators);

    await this.#store.writeInitial({
      ...(named.length > 0 ? { validators: { from: height, members } } : {}),
      ...(initial.consensusParamUpdates === undefined ? {} : { params: { from: height, params } }),
    });
    return {
      height: height - 1,
      timeMs: Date.parse(this.#genesis.document.genesis_time),
      last: undefined,
      appHash: initial.appHash,
      resultsHash: merkleRoot([]),
      lastValidators: undefined,
      validators,
      nextValidators: validators,
      params,
    };
  }

  /** After the newest block of the store. */
  async at(newest: PublishedBlock): Promise<ChainTip> {
    const { height } = newest;
    const tip = {
      ...tipBlock(newest),
      lastValidators: await this.validators(height),
      validators: await this.validators(height + 1),
      nextValidators: await this.validators(height + 2),
      params: await this.params(height + 1),
    };
    requireQuorum(tip.validators, height + 1);
    requireQuorum(tip.nextValidators, height + 2);
    return tip;
  }

  /**
   * After a block, and what of it is to be written beside it. Throws `EngineError` `quorum-lost` where the keys held can't decide
   * what follows.
   */
  after(
    before: ChainTip,
    published: PublishedBlock,
  ): Readonly<{ tip: ChainTip; change: ConsensusChange }> {
    const { height, results } = published;
    const nextValidators = updatedSet(before.nextValidators, results.validatorUpdates, this.#keys);
    requireQuorum(nextValidators, height + 2);
    const params = appliedParams(before.params, results.consensusParamUpdates);
    const tip = {
      ...tipBlock(published),
      lastValidators: before.validators,
      validators: before.nextValidators,
      nextValidators,
      params,
    };
    return { tip, change: changeOf(height, results, tip) };
  }

  /** The block as the application sees it. */
  async proposed(decided: DecidedBlock): Promise<ProposedBlock> {
    const { lastCommit } = decided.block;
    const isFirst = lastCommit === undefined || lastCommit.signatures.length === 0;
    return proposedBlock(decided, isFirst ? undefined : await this.validators(decided.height - 1));
  }
}

function tipBlock({ block, blockId, commit, height, results }: PublishedBlock) {
  return {
    height,
    timeMs:
      Number(block.header.time.seconds) * 1000 + Math.floor(block.header.time.nanos / 1_000_000),
    last: { blockId, commit },
    appHash: results.appHash,
    resultsHash: resultsHash(results.txResults),
  };
}

/** CometBFT's rule: validators count from two heights on, parameters from the next. */
function changeOf(height: number, updates: ConsensusUpdates, tip: ChainTip): ConsensusChange {
  const members = tip.nextValidators.validators.map(
    ({ publicKey, votingPower: power }): Member => ({ publicKey, power }),
  );
  return {
    ...(updates.validatorUpdates.length > 0 ? { validators: { from: height + 2, members } } : {}),
    ...(updates.consensusParamUpdates === undefined
      ? {}
      : { params: { from: height + 1, params: tip.params } }),
  };
}

/** `lastValidators` decided the block before; undefined for a chain's first block. */
export function proposedBlock(
  { height, block, blockId }: DecidedBlock,
  lastValidators: ValidatorSet | undefined,
): ProposedBlock {
  const { time, proposerAddress } = block.header;
  const lastCommit = lastValidators === undefined ? undefined : votes(block, lastValidators);
  return {
    height,
    time: { seconds: Number(time.seconds), nanos: time.nanos },
    hash: blockId.hash,
    proposerAddress,
    txs: block.data.txs,
    ...(lastCommit === undefined ? {} : { lastCommit }),
  };
}

function votes({ lastCommit }: DecidedBlock["block"], { validators }: ValidatorSet): LastCommit {
  return {
    round: lastCommit?.round ?? 0,
    votes: validators.map(({ address, votingPower: power }, index) => ({
      address,
      power,
      flag: flagOf(lastCommit?.signatures[index]?.blockIdFlag),
    })),
  };
}

function flagOf(flag: BlockIDFlag | undefined): VoteFlag {
  if (flag === BlockIDFlag.BLOCK_ID_FLAG_COMMIT) return "signed";
  return flag === BlockIDFlag.BLOCK_ID_FLAG_NIL ? "nil" : "absent";
}
