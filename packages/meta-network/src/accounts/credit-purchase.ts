import { decodeMessage, isAddress, OzonePurchasedSchema } from "@stos/codec";
import type { ChainEvent } from "@stos/ledger";
import { parsePositiveNoz } from "../amounts.ts";
import { metaEvent } from "../event.ts";
import type { Accounts } from "./accounts.ts";
import type { Statements } from "./statements.ts";

type Needs = Readonly<{
  ozone: Accounts;
  statements: Statements;
  epochs: Readonly<{ open(): number }>;
  emit(event: ChainEvent): void;
}>;

/** `ozone-purchased`: the only way in which Ozone comes into being here. */
export async function creditPurchase(
  { ozone, statements, epochs, emit }: Needs,
  body: Uint8Array,
): Promise<void> {
  const { beneficiary, noz: text } = decodeMessage(OzonePurchasedSchema, body);
  const amount = parsePositiveNoz(text, "noz");

  if (!isAddress("st", beneficiary)) {
    ozone.creditWaiting(beneficiary, amount);
    emit(metaEvent("OzoneWaiting", { beneficiary, noz: amount }));
    return;
  }
  ozone.credit(beneficiary, amount);
  await statements.add(beneficiary, {
    epoch: epochs.open(),
    line: "credited",
    node: "",
    kind: "",
    noz: amount,
  });
  emit(metaEvent("OzoneCredited", { wallet: beneficiary, noz: amount }));
}
