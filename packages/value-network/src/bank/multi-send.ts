import { defineMessage, sdkError } from "@stos/ledger";
import type { Wei } from "@stos/units";
import { MsgMultiSend } from "cosmjs-types/cosmos/bank/v1beta1/tx";
import { requireAccountAddress } from "../addresses.ts";
import type { ValueCapabilities } from "../capabilities.ts";
import { type Coin, positiveAmount } from "../coins.ts";
import { atEdge } from "../wire.ts";
import { requireReceiver } from "./receiver.ts";

type Side = Readonly<{ address: string; amount: Wei }>;
type MultiSend = Readonly<{ input: Side; outputs: readonly Side[] }>;

const outputsMax = 1_000;

/** One sender, many receivers, as the Cosmos SDK allows it. */
export const multiSend = defineMessage<Pick<ValueCapabilities, "bank">, MultiSend>({
  type: "/cosmos.bank.v1beta1.MsgMultiSend",
  decode(bytes) {
    const { inputs, outputs } = atEdge(() => MsgMultiSend.decode(bytes));
    const [input] = inputs;
    if (input === undefined || inputs.length !== 1)
      throw sdkError("invalid-request", `expected one input, got ${inputs.length}`);
    if (outputs.length === 0 || outputs.length > outputsMax)
      throw sdkError(
        "invalid-request",
        `expected 1 to ${outputsMax} outputs, got ${outputs.length}`,
      );
    return { input: sideOf(input), outputs: outputs.map(sideOf) };
  },
  signers: ({ input }) => [input.address],
  check({ input, outputs }) {
    for (const { address } of outputs) requireReceiver(address);
    const sent = outputs.reduce((total, { amount }) => total + amount, 0n);
    if (sent !== input.amount)
      throw sdkError(
        "invalid-coins",
        `the outputs add up to ${sent}wei, the input is ${input.amount}wei`,
      );
  },
  execute({ bank }, { input, outputs }) {
    for (const { address, amount } of outputs) bank.transfer(input.address, address, amount);
  },
});

function sideOf({ address, coins }: Readonly<{ address: string; coins: readonly Coin[] }>): Side {
  return { address: requireAccountAddress(address, "address"), amount: positiveAmount(coins) };
}
