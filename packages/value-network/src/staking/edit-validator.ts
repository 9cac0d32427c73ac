import { defineMessage } from "@stos/ledger";
import type { Wei } from "@stos/units";
import { MsgEditValidator } from "cosmjs-types/cosmos/staking/v1beta1/tx";
import { requireOperatorAddress, walletOf } from "../addresses.ts";
import type { ValueCapabilities } from "../capabilities.ts";
import { parseAmount } from "../coins.ts";
import { decimalText, wireDecimal } from "../decimal.ts";
import { plainEvent } from "../events.ts";
import { refuse } from "../failure.ts";
import { atEdge } from "../wire.ts";
import { changedCommission } from "./commission.ts";
import { delegatedTokens } from "./delegation.ts";
import { editedDescription } from "./description.ts";
import { requireValidator } from "./staking.ts";
import type { Validator } from "./state.ts";

type Needs = Pick<ValueCapabilities, "block" | "emit" | "staking">;

/** What is undefined stays as it is. */
type EditValidator = Readonly<{
  operator: string;
  description: Validator["description"];
  rate: bigint | undefined;
  minSelfDelegation: Wei | undefined;
}>;

/** Changes a validator's description, its commission once a day, and raises its minimum self-delegation. */
export const editValidator = defineMessage<Needs, EditValidator>({
  type: "/cosmos.staking.v1beta1.MsgEditValidator",
  decode(bytes) {
    const message = atEdge(() => MsgEditValidator.decode(bytes));
    const { commissionRate, minSelfDelegation } = message;
    return {
      operator: requireOperatorAddress(message.validatorAddress, "validator_address"),
      description: message.description,
      rate: commissionRate === "" ? undefined : wireDecimal(commissionRate, "commission_rate"),
      minSelfDelegation: minSelfDelegation === "" ? undefined : parseAmount(minSelfDelegation),
    };
  },
  signers: ({ operator }) => [walletOf(operator)],
  execute(capabilities, { operator, description, rate, minSelfDelegation }) {
    const { block, emit, staking } = capabilities;
    const validator = requireValidator(staking, operator);
    const { commissionMin } = staking.parameters();
    const commission =
      rate === undefined
        ? validator.commission
        : changedCommission(validator.commission, rate, { now: block.time, commissionMin });
    if (minSelfDelegation !== undefined)
      requireRaise(capabilities, { operator, validator, minSelfDelegation });

    const after = {
      ...validator,
      description: editedDescription(validator.description, description),
      commission,
      minSelfDelegation: minSelfDelegation ?? validator.minSelfDelegation,
    };
    staking.setValidator(operator, after);
    emit(
      plainEvent("edit_validator", {
        commission_rate: decimalText(after.commission.rate),
        min_self_delegation: `${after.minSelfDelegation}`,
      }),
    );
  },
});

function requireRaise(
  { staking }: Pick<Needs, "staking">,
  {
    operator,
    validator,
    minSelfDelegation,
  }: Readonly<{ operator: string; validator: Validator; minSelfDelegation: Wei }>,
): void {
  if (minSelfDelegation <= validator.minSelfDelegation)
    throw refuse(
      "staking",
      "minimum-self-delegation-lowered",
      `a minimum of ${minSelfDelegation}wei; it only rises, from ${validator.minSelfDelegation}wei`,
    );
  const self = delegatedTokens({ staking }, { delegator: walletOf(operator), operator });
  if (minSelfDelegation > self)
    throw refuse(
      "staking",
      "self-delegation-below-minimum",
      `a minimum of ${minSelfDelegation}wei; the self-delegation is ${self}wei`,
    );
}
