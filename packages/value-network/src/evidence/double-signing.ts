import { encodeAddress } from "@stos/codec";
import type { Misbehaviour } from "@stos/ledger";
import type { ValueCapabilities } from "../capabilities.ts";
import { plainEvent } from "../events.ts";
import { jail, slash } from "../staking/slash.ts";

type Needs = Pick<
  ValueCapabilities,
  | "bank"
  | "block"
  | "consensus"
  | "distribution"
  | "emit"
  | "evidence"
  | "pot"
  | "slashing"
  | "staking"
>;

/** 31 December 9999: nobody who signed twice comes back. */
const forever = 253_402_300_799;
/** Who signs block H was bonded by the block before: stake that left in it stood behind it. */
const powerDelay = 1;

/** Punishes what the engine proves: a slash of all stake that stood behind the signatures, and a tombstone. */
export async function handleMisbehaviour(capabilities: Needs): Promise<void> {
  for (const each of capabilities.consensus.misbehaviour) await handleOne(capabilities, each);
}

async function handleOne(capabilities: Needs, misbehaviour: Misbehaviour): Promise<void> {
  const { block, emit, evidence, slashing, staking } = capabilities;
  const { address, kind, power } = misbehaviour;
  const signer = encodeAddress("stvalcons", address);
  const operator = staking.operatorOfKey(address);
  const validator = operator === undefined ? undefined : staking.validator(operator);
  const age = block.time - misbehaviour.time.seconds;
  if (operator === undefined || validator === undefined || validator.status === "unbonded") return;
  // Stake that stood behind it may all have left by then.
  if (age > staking.parameters().unbondingSeconds || slashing.isTombstoned(signer)) return;

  const height = Math.max(0, misbehaviour.height - powerDelay);
  const fraction = slashing.parameters().slashFractionDoubleSign;
  const taken = await slash(capabilities, { operator, height, power, fraction });
  if (!validator.isJailed) jail(capabilities, operator);
  const info = slashing.signer(signer) ?? { startHeight: block.height, missedBlocks: 0 };
  slashing.setSigner(signer, { ...info, jailedUntil: forever, isTombstoned: true });
  evidence.handled.set([misbehaviour.height, signer], {
    kind,
    time: misbehaviour.time.seconds,
    power: Number(power),
  });
  emit(
    plainEvent("slash", {
      address: signer,
      power: `${power}`,
      reason: "double_sign",
      jailed: signer,
      burned_coins: `${taken}`,
    }),
  );
}
