import { defineMessage } from "@stos/ledger";
import { MsgSetWithdrawAddress } from "cosmjs-types/cosmos/distribution/v1beta1/tx";
import { requireAccountAddress } from "../addresses.ts";
import { requireReceiver } from "../bank/receiver.ts";
import type { ValueCapabilities } from "../capabilities.ts";
import { plainEvent } from "../events.ts";
import { atEdge } from "../wire.ts";

type Needs = Pick<ValueCapabilities, "distribution" | "emit">;
type SetWithdrawAddress = Readonly<{ delegator: string; receiver: string }>;

/** Says where a wallet's staking rewards go from now on. */
export const setWithdrawAddress = defineMessage<Needs, SetWithdrawAddress>({
  type: "/cosmos.distribution.v1beta1.MsgSetWithdrawAddress",
  decode(bytes) {
    const message = atEdge(() => MsgSetWithdrawAddress.decode(bytes));
    return {
      delegator: requireAccountAddress(message.delegatorAddress, "delegator_address"),
      receiver: requireAccountAddress(message.withdrawAddress, "withdraw_address"),
    };
  },
  signers: ({ delegator }) => [delegator],
  check: ({ receiver }) => requireReceiver(receiver),
  execute({ distribution, emit }, { delegator, receiver }) {
    const { receivers } = distribution.state;
    if (receiver === delegator) receivers.delete(delegator);
    else receivers.set(delegator, receiver);
    emit(plainEvent("set_withdraw_address", { withdraw_address: receiver }));
  },
});
