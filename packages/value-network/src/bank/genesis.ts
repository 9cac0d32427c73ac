import { exportableGenesis, sdkError } from "@stos/ledger";
import { requireAccountAddress } from "../addresses.ts";
import type { ValueCapabilities } from "../capabilities.ts";
import { readGenesis } from "../genesis-json.ts";
import { isModuleAccount } from "./module-accounts.ts";
import { bankStore } from "./state.ts";

/** What genesis mints, amounts in wei. What module accounts hold is minted by their modules. */
export type BankGenesis = Readonly<{
  balances: readonly Readonly<{ address: string; amount: string }>[];
}>;

export const genesis = exportableGenesis(
  bankStore,
  ({ bank }: Pick<ValueCapabilities, "bank" | "state">, given) => {
    for (const entry of readGenesis(given, "bank").objects("balances")) {
      const address = requireAccountAddress(entry.text("address"), "bank.balances.address");
      if (isModuleAccount(address))
        throw sdkError("invalid-request", `genesis: bank.balances: ${address} is the chain's own`);
      bank.mintAtGenesis(address, entry.amount("amount"));
    }
  },
);
