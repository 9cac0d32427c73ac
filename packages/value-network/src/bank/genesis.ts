import type { GenesisHandler } from "@stos/ledger";
import { requireAccountAddress } from "../addresses.ts";
import type { ValueCapabilities } from "../capabilities.ts";
import { readGenesis } from "../genesis-json.ts";

/** What genesis mints, amounts in wei. What module accounts hold is minted by their modules. */
export type BankGenesis = Readonly<{
  balances: readonly Readonly<{ address: string; amount: string }>[];
}>;

export const genesis: GenesisHandler<Pick<ValueCapabilities, "bank">> = {
  init({ bank }, state) {
    for (const entry of readGenesis(state, "bank").objects("balances")) {
      const address = requireAccountAddress(entry.text("address"), "bank.balances.address");
      bank.mintAtGenesis(address, entry.amount("amount"));
    }
  },
  async export({ bank }): Promise<BankGenesis> {
    const balances: { address: string; amount: string }[] = [];
    for await (const [address, amount] of bank.all()) {
      balances.push({ address, amount: `${amount}` });
    }
    return { balances };
  },
};
