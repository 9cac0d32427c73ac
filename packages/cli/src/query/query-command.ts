import { formatOzone, formatStos, noz, wei } from "@stos/units";
import { Command } from "commander";
import { parseAmount } from "../amount.ts";
import { addressOf, nodeAddressOf } from "../chain/signing-wallet.ts";
import { usageError } from "../cli-error.ts";
import type { Terminal } from "../terminal.ts";
import { economyQueries } from "./economy-queries.ts";
import { metaQueries } from "./meta-queries.ts";
import { queryCommandOf } from "./print-answer.ts";

export function queryCommand(terminal: Terminal): Command {
  const command = new Command("query");
  const walletArgument = ["<wallet>", "its address, or the name of a wallet"] as const;
  command.addCommand(
    queryCommandOf(terminal, {
      name: "balance",
      description: "the STOS of a wallet",
      arguments: [walletArgument],
      examples: ["balance user", "balance st1… --json"],
      path: async ([wallet = ""], networks) =>
        `/cosmos/bank/v1beta1/balances/${await addressOf(wallet, networks)}/by_denom?denom=wei`,
      text(answer) {
        const { balance } = answer as { balance: { amount: string } };
        return `${formatStos(wei(BigInt(balance.amount)))} STOS (${balance.amount} wei)`;
      },
    }),
  );
  command.addCommand(
    queryCommandOf(terminal, {
      name: "account",
      description: "the Ozone of a wallet on the meta chain",
      arguments: [walletArgument],
      network: "meta",
      examples: ["account user"],
      path: async ([wallet = ""], networks) =>
        `/stratos/meta/v1/accounts/${await addressOf(wallet, networks)}`,
      text(answer) {
        const { available, held } = answer as { available: string; held: string };
        const ozone = (text: string) => `${formatOzone(noz(BigInt(text)))} oz`;
        return `available ${ozone(available)}\nheld      ${ozone(held)}`;
      },
    }),
  );
  command.addCommand(
    queryCommandOf(terminal, {
      name: "node",
      description: "a node as the register of the value network knows it",
      arguments: [
        ["<node>", "its address, or a resource node's name"],
        ["[kind]", "resource (default) or meta"],
      ],
      examples: ["node resource-1", "node stsds1… meta"],
      path: ([node = "", kind = "resource"], networks) => {
        if (kind !== "resource" && kind !== "meta")
          throw usageError(`"${kind}" is no kind of node; write resource or meta`);
        return `/stratos/register/v1/${kind}_node/${nodeAddressOf(node, networks)}`;
      },
    }),
  );
  command.addCommand(
    queryCommandOf(terminal, {
      name: "tx",
      description: "a transaction of the value network by its hash",
      arguments: [["<hash>", "64 hex digits"]],
      examples: ["tx 7A9F…"],
      path: ([hash = ""]) => `/cosmos/tx/v1beta1/txs/${requireHash(hash)}`,
    }),
  );
  return command
    .addCommand(economyQueries(terminal))
    .addCommand(metaQueries(terminal))
    .addCommand(
      queryCommandOf(terminal, {
        name: "prepay",
        description: "what a PREPAY would buy now",
        arguments: [["<amount>", "such as 20stos"]],
        examples: ["prepay 20stos"],
        path: ([amount = ""]) => `/stratos/economy/v1/prepay/${parseAmount(amount)}`,
      }),
    );
}

function requireHash(hash: string): string {
  if (/^[0-9a-fA-F]{64}$/.test(hash)) return hash.toUpperCase();
  throw usageError(`"${hash}" is no transaction's hash: 64 hex digits`);
}
