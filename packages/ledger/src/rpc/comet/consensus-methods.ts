import type { Commit } from "cosmjs-types/tendermint/types/types";
import { BlockIDFlag } from "cosmjs-types/tendermint/types/validator";
import type { ValidatorInfo } from "../../engine/block-types.ts";
import { timeJson, upperHex, validatorJson } from "./block-json.ts";
import type { RpcContext, RpcMethod } from "./methods.ts";

/**
 * Where consensus stands, as any node of the chain may say it: the newest block is decided and the next height has not begun. Rounds in
 * flight are the business of the process that runs consensus, not of an `Engine`.
 */
export const consensusMethods: Readonly<Record<string, RpcMethod>> = {
  consensus_state: {
    params: [],
    async call(context) {
      const { height, time, validators, proposer } = await standing(context);
      const index = validators.indexOf(proposer);
      return {
        round_state: {
          "height/round/step": `${height}/0/${newHeightStep}`,
          start_time: time,
          proposal_block_hash: "",
          locked_block_hash: "",
          valid_block_hash: "",
          height_vote_set: [noVotes(validators)],
          proposer: { address: upperHex(proposer.address), index },
        },
      };
    },
  },

  dump_consensus_state: {
    params: [],
    async call(context) {
      const { height, time, commit, validators, proposer, lastValidators, lastProposer } =
        await standing(context);
      return {
        round_state: {
          height: `${height}`,
          round: 0,
          step: newHeightStep,
          start_time: time,
          commit_time: time,
          validators: validatorSetJson(validators, proposer),
          ...nothingProposed,
          votes: [noVotes(validators)],
          commit_round: -1,
          last_commit: lastCommitJson(commit, lastValidators),
          last_validators: validatorSetJson(lastValidators, lastProposer),
          triggered_timeout_precommit: false,
        },
        peers: [],
      };
    },
  },
};

/** `RoundStepNewHeight`: waiting for the next height to start. */
const newHeightStep = 1;

const nothingProposed = {
  proposal: null,
  proposal_block: null,
  proposal_block_parts: null,
  locked_round: -1,
  locked_block: null,
  locked_block_parts: null,
  valid_round: -1,
  valid_block: null,
  valid_block_parts: null,
};

async function standing({ engine }: RpcContext) {
  const { latest } = await engine.status();
  const { header, commit } = await engine.commit(latest.height);
  const lastValidators = await engine.validators(latest.height);
  const validators = await engine.validators(latest.height + 1);
  const byAddress = (set: readonly ValidatorInfo[], address: Uint8Array) =>
    set.find((validator) => Buffer.compare(validator.address, address) === 0);
  const lastProposer = byAddress(lastValidators, header.proposerAddress) ?? first(lastValidators);
  return {
    height: latest.height + 1,
    time: timeJson(latest.time),
    commit,
    validators,
    proposer: next(validators),
    lastValidators,
    lastProposer,
  };
}

/** Whose turn it is: the highest priority, then the lowest address. */
function next(validators: readonly ValidatorInfo[]): ValidatorInfo {
  return validators.reduce((best, each) => {
    if (each.proposerPriority !== best.proposerPriority)
      return each.proposerPriority > best.proposerPriority ? each : best;
    return Buffer.compare(each.address, best.address) < 0 ? each : best;
  }, first(validators));
}

function first(validators: readonly ValidatorInfo[]): ValidatorInfo {
  const [validator] = validators;
  if (validator === undefined) throw new RangeError("a chain has at least one validator");
  return validator;
}

function validatorSetJson(validators: readonly ValidatorInfo[], proposer: ValidatorInfo) {
  return { validators: validators.map(validatorJson), proposer: validatorJson(proposer) };
}

function noVotes(validators: readonly ValidatorInfo[]) {
  const votes = validators.map(() => "nil-Vote");
  const bits = bitArray(
    validators,
    validators.map(() => false),
  );
  return {
    round: 0,
    prevotes: votes,
    prevotes_bit_array: bits,
    precommits: votes,
    precommits_bit_array: bits,
  };
}

function lastCommitJson(
  { height, round, blockId, signatures }: Commit,
  set: readonly ValidatorInfo[],
) {
  const votes = signatures.map(({ blockIdFlag, validatorAddress, timestamp, signature }, index) => {
    if (blockIdFlag === BlockIDFlag.BLOCK_ID_FLAG_ABSENT) return "nil-Vote";
    const hash =
      blockIdFlag === BlockIDFlag.BLOCK_ID_FLAG_COMMIT ? blockId.hash : new Uint8Array(0);
    const place = `${height}/${`${round}`.padStart(2, "0")}`;
    const kind = "SIGNED_MSG_TYPE_PRECOMMIT(Precommit)";
    return `Vote{${index}:${fingerprint(validatorAddress)} ${place}/${kind} ${fingerprint(hash)} ${fingerprint(signature)} ${fingerprint(new Uint8Array(0))} @ ${timeJson(timestamp)}}`;
  });
  const isThere = signatures.map(
    ({ blockIdFlag }) => blockIdFlag !== BlockIDFlag.BLOCK_ID_FLAG_ABSENT,
  );
  return { votes, votes_bit_array: bitArray(set, isThere), peer_maj_23s: {} };
}

/** First six bytes, as CometBFT shortens hashes; zeros where there are fewer. */
function fingerprint(bytes: Uint8Array): string {
  const six = new Uint8Array(6);
  six.set(bytes.subarray(0, 6));
  return upperHex(six);
}

/** `BA{3:x_x} 20/31 = 0.65`: who voted, and their share of the power. */
function bitArray(validators: readonly ValidatorInfo[], voted: readonly boolean[]): string {
  const sum = (which: (index: number) => boolean) =>
    validators.reduce(
      (total, { votingPower }, index) => total + (which(index) ? votingPower : 0n),
      0n,
    );
  const power = sum((index) => voted[index] === true);
  const total = sum(() => true);
  const bits = validators.map((_, index) => (voted[index] === true ? "x" : "_")).join("");
  const share = total === 0n ? 0 : Number(power) / Number(total);
  return `BA{${validators.length}:${bits}} ${power}/${total} = ${share.toFixed(2)}`;
}
