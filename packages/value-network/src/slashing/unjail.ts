import { consensusAddress } from "@stos/codec";
import { defineMessage } from "@stos/ledger";
import { MsgUnjail } from "cosmjs-types/cosmos/slashing/v1beta1/tx";
import { requireOperatorAddress, walletOf } from "../addresses.ts";
import type { ValueCapabilities } from "../capabilities.ts";
import { refuse } from "../failure.ts";
import { isoTime } from "../iso-time.ts";
import { delegatedTokens } from "../staking/delegation.ts";
import { atEdge } from "../wire.ts";

type Needs = Pick<ValueCapabilities, "block" | "slashing" | "staking">;

/** A validator whose time in jail is over comes back among those that may be bonded. One that was tombstoned never does. */
export const unjail = defineMessage<Needs, Readonly<{ operator: string }>>({
  type: "/cosmos.slashing.v1beta1.MsgUnjail",
  decode(bytes) {
    const { validatorAddr } = atEdge(() => MsgUnjail.decode(bytes));
    return { operator: requireOperatorAddress(validatorAddr, "validator_addr") };
  },
  signers: ({ operator }) => [walletOf(operator)],
  execute({ block, slashing, staking }, { operator }) {
    const validator = staking.validator(operator);
    if (validator === undefined)
      throw refuse("slashing", "validator-unknown", `${operator}: validator does not exist`);
    const self = delegatedTokens({ staking }, { delegator: walletOf(operator), operator });
    if (self === 0n)
      throw refuse(
        "slashing",
        "self-delegation-missing",
        "the validator has no self-delegation; delegate to it first",
      );
    if (self < validator.minSelfDelegation)
      throw refuse(
        "slashing",
        "self-delegation-below-minimum",
        `a self-delegation of ${self}wei; at least ${validator.minSelfDelegation}wei`,
      );
    if (!validator.isJailed)
      throw refuse("slashing", "validator-not-jailed", `${operator} is not jailed`);

    const info = slashing.signer(consensusAddress(validator.consensusKey));
    if (info?.isTombstoned === true)
      throw refuse("slashing", "validator-jailed", `${operator} signed twice: it stays jailed`);
    if (info !== undefined && block.time < info.jailedUntil)
      throw refuse(
        "slashing",
        "validator-jailed",
        `${operator} is jailed until ${isoTime(info.jailedUntil)}`,
      );
    staking.setValidator(operator, { ...validator, isJailed: false });
  },
});
