import { defineMessage } from "@stos/ledger";
import type { Wei } from "@stos/units";
import { MsgSend } from "cosmjs-types/cosmos/bank/v1beta1/tx";
import { requireAccountAddress } from "../addresses.ts";
import type { ValueCapabilities } from "../capabilities.ts";
import { positiveAmount } from "../coins.ts";
import { atEdge } from "../wire.ts";
import { requireReceiver } from "./receiver.ts";

type Send = Readonly<{ from: string; to: string; amount: Wei }>;

/** A transfer, as the Cosmos SDK has it. */
export const send = defineMessage<Pick<ValueCapabilities, "bank">, Send>({
  type: "/cosmos.bank.v1beta1.MsgSend",
  decode(bytes) {
    const { fromAddress, toAddress, amount } = atEdge(() => MsgSend.decode(bytes));
    return {
      from: requireAccountAddress(fromAddress, "from_address"),
      to: requireAccountAddress(toAddress, "to_address"),
      amount: positiveAmount(amount),
    };
  },
  signers: ({ from }) => [from],
  check: ({ to }) => requireReceiver(to),
  execute({ bank }, { from, to, amount }) {
    bank.transfer(from, to, amount);
  },
});
