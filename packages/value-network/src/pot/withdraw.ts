import { decodeMessage, MsgWithdrawSchema } from "@stos/codec";
import { defineMessage } from "@stos/ledger";
import { sub, type Wei, wei } from "@stos/units";
import { requireAccountAddress } from "../addresses.ts";
import { moduleAccounts } from "../bank/module-accounts.ts";
import { requireReceiver } from "../bank/receiver.ts";
import type { ValueCapabilities } from "../capabilities.ts";
import { positiveAmount } from "../coins.ts";
import { typedEvent } from "../events.ts";
import { refuse } from "../failure.ts";
import { atEdge } from "../wire.ts";

type Needs = Pick<ValueCapabilities, "bank" | "emit" | "pot">;
type Withdraw = Readonly<{ wallet: string; target: string; amount: Wei }>;

/** Pays vested rewards out. */
export const withdraw = defineMessage<Needs, Withdraw>({
  type: "/stratos.pot.v1.MsgWithdraw",
  decode(bytes) {
    const message = atEdge(() => decodeMessage(MsgWithdrawSchema, bytes));
    const wallet = requireAccountAddress(message.walletAddress, "wallet_address");
    const { targetAddress } = message;
    return {
      wallet,
      target:
        targetAddress === "" ? wallet : requireAccountAddress(targetAddress, "target_address"),
      amount: positiveAmount(message.amount),
    };
  },
  signers: ({ wallet }) => [wallet],
  check: ({ target }) => requireReceiver(target),
  execute({ bank, emit, pot }, { wallet, target, amount }) {
    const { vested } = pot.state;
    const available = vested.get(wallet) ?? wei(0n);
    if (available < amount)
      throw refuse(
        "pot",
        "nothing-vested",
        `${wallet} may withdraw ${available}wei, not ${amount}wei; the rest is still locked`,
      );

    const left = sub(available, amount);
    if (left === 0n) vested.delete(wallet);
    else vested.set(wallet, left);
    bank.transfer(moduleAccounts.rewards, target, amount);
    pot.addFlow("withdrawn", amount);
    emit(
      typedEvent("stratos.pot.v1.EventWithdraw", {
        amount: `${amount}wei`,
        wallet_address: wallet,
        target_address: target,
      }),
    );
  },
});
