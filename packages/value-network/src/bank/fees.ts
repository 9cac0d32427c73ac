import { type FeeRule, sdkError } from "@stos/ledger";
import { wei } from "@stos/units";
import type { ValueCapabilities } from "../capabilities.ts";
import { amountOf } from "../coins.ts";
import { moduleAccounts } from "./module-accounts.ts";

/** 1 gwei: what a node asks per gas before it passes a transaction on. */
export const gasPriceMin = 10n ** 9n;

/** Takes the fee into the block's collection. The floor guards the mempool alone, as in the Cosmos SDK. */
export const chargeFee: FeeRule<Pick<ValueCapabilities, "bank">> = (
  { bank },
  { fee },
  payer,
  mode,
) => {
  const [coin] = fee.amount;
  if (fee.amount.length > 1) throw sdkError("invalid-coins", "a fee is one coin, in wei");
  const amount = coin === undefined ? wei(0n) : amountOf(coin);
  const wanted = fee.gasLimit * gasPriceMin;
  if (mode === "check" && amount < wanted)
    throw sdkError(
      "insufficient-fee",
      `insufficient fees; got: ${amount}wei required: ${wanted}wei`,
    );

  // A simulation names no fee yet: one wei stands for it, so that the gas of taking it is counted.
  const isStandIn = mode === "simulate" && amount === 0n && bank.balance(payer) > 0n;
  bank.transfer(payer, moduleAccounts.fees, isStandIn ? wei(1n) : amount);
};
