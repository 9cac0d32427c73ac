import { decodeMessage, MsgFoundationDepositSchema } from "@stos/codec";
import { refillMiningPool } from "@stos/economy";
import { defineMessage } from "@stos/ledger";
import type { Wei } from "@stos/units";
import { requireAccountAddress } from "../addresses.ts";
import { moduleAccounts } from "../bank/module-accounts.ts";
import type { ValueCapabilities } from "../capabilities.ts";
import { positiveAmount } from "../coins.ts";
import { typedEvent } from "../events.ts";
import { atEdge } from "../wire.ts";

type Needs = Pick<ValueCapabilities, "bank" | "emit" | "pot">;
type FoundationDeposit = Readonly<{ from: string; amount: Wei }>;

/** Adds to the Mining Pool, which lengthens its last stage (reading 30). */
export const foundationDeposit = defineMessage<Needs, FoundationDeposit>({
  type: "/stratos.pot.v1.MsgFoundationDeposit",
  decode(bytes) {
    const message = atEdge(() => decodeMessage(MsgFoundationDepositSchema, bytes));
    return {
      from: requireAccountAddress(message.from, "from"),
      amount: positiveAmount(message.amount),
    };
  },
  signers: ({ from }) => [from],
  execute({ bank, emit, pot }, { from, amount }) {
    bank.transfer(from, moduleAccounts.miningPool, amount);
    const mining = pot.mining();
    pot.setMining({ ...mining, ...refillMiningPool(mining, amount) });
    pot.addFlow("foundation", amount);
    emit(typedEvent("stratos.pot.v1.EventFoundationDeposit", { amount: `${amount}wei` }));
  },
});
