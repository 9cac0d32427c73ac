import { encodeAddress } from "@stos/codec";
import type { Vote } from "@stos/ledger";
import type { ValueCapabilities } from "../capabilities.ts";
import { one } from "../decimal.ts";
import { plainEvent } from "../events.ts";
import { jail, slash } from "../staking/slash.ts";
import { forgetMissed, noteBlock } from "./missed-blocks.ts";
import type { SigningInfo, SlashingParameters } from "./state.ts";

type Needs = Pick<
  ValueCapabilities,
  "bank" | "block" | "consensus" | "distribution" | "emit" | "pot" | "slashing" | "staking"
>;

/** A power takes effect two heights after the block that set it: who signs block H was bonded by H − 2. */
const powerDelay = 2;

/**
 * Reads who signed the block before. Who misses more of the window than is allowed is slashed a little and jailed. A block that all have signed
 * writes nothing.
 */
export async function watchLiveness(capabilities: Needs): Promise<void> {
  for (const vote of capabilities.consensus.lastCommit.votes) await watchVote(capabilities, vote);
}

async function watchVote(capabilities: Needs, { address, power, flag }: Vote): Promise<void> {
  const { block, emit, slashing, staking } = capabilities;
  const signer = encodeAddress("stvalcons", address);
  const info = slashing.signer(signer);
  // A key that the engine has of its genesis alone belongs to no validator of ours.
  if (info === undefined) return;

  const parameters = slashing.parameters();
  const place = block.height % parameters.signedBlocksWindow;
  const isMissed = flag === "absent";
  const change = noteBlock(slashing.state, signer, { place, isMissed });
  const missedBlocks = info.missedBlocks + change;
  if (change !== 0) slashing.setSigner(signer, { ...info, missedBlocks });
  if (!isMissed) return;

  const attributes = { address: signer, missed_blocks: `${missedBlocks}` };
  emit(plainEvent("liveness", { ...attributes, height: `${block.height}` }));
  const isWholeWindow = block.height > info.startHeight + parameters.signedBlocksWindow;
  if (!isWholeWindow || missedBlocks <= missedMax(parameters)) return;
  const operator = staking.operatorOfKey(address);
  if (operator === undefined || staking.validator(operator)?.isJailed !== false) return;
  await punish(capabilities, { signer, operator, power, info: { ...info, missedBlocks } });
}

async function punish(
  capabilities: Needs,
  {
    signer,
    operator,
    power,
    info,
  }: Readonly<{ signer: string; operator: string; power: bigint; info: SigningInfo }>,
): Promise<void> {
  const { block, emit, slashing } = capabilities;
  const { downtimeJailSeconds, slashFractionDowntime: fraction } = slashing.parameters();
  const height = Math.max(0, block.height - powerDelay);
  const taken = await slash(capabilities, { operator, height, power, fraction });
  jail(capabilities, operator);
  await forgetMissed(slashing.state, signer);
  slashing.setSigner(signer, {
    ...info,
    missedBlocks: 0,
    jailedUntil: block.time + downtimeJailSeconds,
  });
  emit(
    plainEvent("slash", {
      address: signer,
      power: `${power}`,
      reason: "missing_signature",
      jailed: signer,
      burned_coins: `${taken}`,
    }),
  );
}

/** Of a window of 100 that needs 5 % signed, 95 may be missed. */
export function missedMax({ signedBlocksWindow, minSignedPerWindow }: SlashingParameters): number {
  const window = BigInt(signedBlocksWindow);
  const half = one / 2n;
  return Number(window - (window * minSignedPerWindow + half) / one);
}
