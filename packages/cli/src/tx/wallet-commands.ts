import { prepayMessage, sendMessage, withdrawMessage } from "@stos/client";
import { MsgFoundationDepositSchema, packMessage } from "@stos/codec";
import type { Command } from "commander";
import { parseAmount } from "../amount.ts";
import { addressOf } from "../chain/signing-wallet.ts";
import { usageError } from "../cli-error.ts";
import { parseOzoneAmount } from "../ozone-amount.ts";
import type { Terminal } from "../terminal.ts";
import { transactionCommand } from "./send-transaction.ts";

const amountArgument = ["<amount>", "such as 10stos, 3gwei or 7wei"] as const;

type PrepayFlags = Readonly<{ beneficiary?: string; minNoz?: string; deadline?: string }>;

/** What a wallet does on the value network. */
export function walletCommands(terminal: Terminal): readonly Command[] {
  return [
    transactionCommand(terminal, {
      name: "send",
      description: "send STOS to another wallet",
      arguments: [["<to>", "its address, or the name of a wallet"], amountArgument],
      examples: ["send bob 10stos --from alice", "send st1… 0.5stos --from mykey --json"],
      messages: async ({ address: from }, [to = "", amount = ""], { networks }) => [
        sendMessage({ from, to: await addressOf(to, networks), amount: parseAmount(amount) }),
      ],
    }),
    transactionCommand<PrepayFlags>(terminal, {
      name: "prepay",
      description: "buy Ozone on the curve",
      arguments: [amountArgument],
      options: [
        ["--beneficiary <wallet>", "who gets the Ozone (default: who pays)"],
        ["--min-noz <amount>", "the least Ozone that is accepted, such as 900oz"],
        ["--deadline <seconds>", "refused when it isn't in a block within so many seconds"],
      ],
      examples: [
        "prepay 20stos --from user",
        "prepay 100stos --min-noz 4900oz --deadline 60 --from user",
      ],
      messages: async ({ address: sender }, [amount = ""], { flags, networks }) => {
        const { beneficiary, minNoz, deadline } = flags;
        const order = { sender, amount: parseAmount(amount) };
        return [
          prepayMessage({
            ...order,
            ...(beneficiary === undefined
              ? {}
              : { beneficiary: await addressOf(beneficiary, networks) }),
            ...(minNoz === undefined ? {} : { nozMin: parseOzoneAmount(minNoz) }),
            ...(deadline === undefined ? {} : { deadline: deadlineIn(deadline) }),
          }),
        ];
      },
    }),
    transactionCommand<Readonly<{ target?: string }>>(terminal, {
      name: "withdraw",
      description: "take rewards whose lock has ended",
      arguments: [amountArgument],
      options: [["--target <wallet>", "who receives them (default: who signs)"]],
      examples: ["withdraw 3stos --from resource-1-owner"],
      messages: async ({ address: wallet }, [amount = ""], { flags, networks }) => [
        withdrawMessage({
          wallet,
          amount: parseAmount(amount),
          ...(flags.target === undefined
            ? {}
            : { target: await addressOf(flags.target, networks) }),
        }),
      ],
    }),
    transactionCommand(terminal, {
      name: "foundation-deposit",
      description: "add STOS to the Mining Pool",
      arguments: [amountArgument],
      examples: ["foundation-deposit 1000stos --from foundation"],
      messages: ({ address: from }, [amount = ""]) => [
        packMessage(MsgFoundationDepositSchema, {
          from,
          amount: [{ denom: "wei", amount: `${parseAmount(amount)}` }],
        }),
      ],
    }),
  ];
}

/** Unix seconds: so many from now. */
function deadlineIn(text: string): number {
  if (!/^[1-9]\d{0,6}$/.test(text))
    throw usageError(`--deadline "${text}" is no number of seconds`);
  return Math.floor(Date.now() / 1000) + Number(text);
}
