import { decodeMessage, encodeMessage, MsgPrepaySchema, OzonePurchasedSchema } from "@stos/codec";
import { type EconomyError, purchaseOzoneAtLeast } from "@stos/economy";
import { type ChainError, defineMessage } from "@stos/ledger";
import { type Noz, noz, type Wei } from "@stos/units";
import { requireAccountAddress } from "../addresses.ts";
import { moduleAccounts } from "../bank/module-accounts.ts";
import type { ValueCapabilities } from "../capabilities.ts";
import { parseAmount, positiveAmount } from "../coins.ts";
import { typedEvent } from "../events.ts";
import { byRule, refuse } from "../failure.ts";
import { sendOzone } from "../pot/flight.ts";
import { atEdge } from "../wire.ts";

type Needs = Pick<ValueCapabilities, "bank" | "block" | "emit" | "outbox" | "pot">;
type Prepay = Readonly<{
  sender: string;
  beneficiary: string;
  payment: Wei;
  minimum: Noz;
  deadline: number;
}>;

/** Buys Ozone on the curve; the resource network credits the beneficiary (section 1). Guarded by min_noz and deadline (reading 29). */
export const prepay = defineMessage<Needs, Prepay>({
  type: "/stratos.sds.v1.MsgPrepay",
  decode(bytes) {
    const message = atEdge(() => decodeMessage(MsgPrepaySchema, bytes));
    const sender = requireAccountAddress(message.sender, "sender");
    const { beneficiary, minNoz } = message;
    return {
      sender,
      beneficiary: beneficiary === "" ? sender : requireAccountAddress(beneficiary, "beneficiary"),
      payment: positiveAmount(message.amount),
      minimum: noz(minNoz === "" ? 0n : parseAmount(minNoz)),
      deadline: Number(message.deadline),
    };
  },
  signers: ({ sender }) => [sender],
  execute(capabilities, { sender, beneficiary, payment, minimum, deadline }) {
    const { bank, block, emit, pot } = capabilities;
    if (deadline !== 0 && block.time > deadline)
      throw refuse(
        "sds",
        "deadline-passed",
        `the purchase was good until ${deadline}; block time is ${block.time}`,
      );
    const { pool, bought } = byRule(refusal, () =>
      purchaseOzoneAtLeast(pot.pool(), { payment, minimum }),
    );

    bank.transfer(sender, moduleAccounts.volumePool, payment);
    pot.setPool(pool);
    pot.addFlow("prepaid", payment);
    pot.addOzone("sold", bought);
    const body = encodeMessage(OzonePurchasedSchema, { beneficiary, noz: `${bought}` });
    sendOzone(capabilities, { kind: "ozone-purchased", body, noz: bought });
    emit(
      typedEvent("stratos.sds.v1.EventPrePay", {
        sender,
        beneficiary,
        amount: `${payment}wei`,
        purchased_noz: `${bought}`,
      }),
    );
  },
});

function refusal(error: EconomyError): ChainError {
  const code = error.failure.code === "ozone-below-minimum" ? "below-minimum" : "ozone-unavailable";
  return refuse("sds", code, error.message);
}
