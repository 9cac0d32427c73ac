import {
  createChainClient,
  simulatedFee,
  type TransactionResult,
  TransactionSender,
  type Wallet,
} from "@stos/client";
import type { EncodedAny } from "@stos/codec";
import { Command } from "commander";
import { parseAmount } from "../amount.ts";
import {
  findNetworks,
  type NetworkFlags,
  type Networks,
  requireEndpoints,
  withNetwork,
} from "../chain/network-options.ts";
import { type SignerFlags, signingWallet, withSigner } from "../chain/signing-wallet.ts";
import { printResult, type Terminal } from "../terminal.ts";

export type TransactionFlags = NetworkFlags & SignerFlags & Readonly<{ gasPrice?: string }>;

/** Makes the messages of one transaction for the wallet that signs it. */
export type MessageMaker<F> = (
  wallet: Wallet,
  arguments_: readonly string[],
  context: Readonly<{ flags: F; networks: Networks }>,
) => Promise<readonly EncodedAny[]> | readonly EncodedAny[];

export type TransactionCommand<F> = Readonly<{
  name: string;
  description: string;
  /** As commander writes them: `<to>`. */
  arguments: readonly (readonly [name: string, description: string])[];
  options?: readonly (readonly [flags: string, description: string])[];
  network?: "value" | "meta";
  examples: readonly string[];
  messages: MessageMaker<F>;
}>;

/** A command that signs one transaction, waits until a block holds it and prints where. */
export function transactionCommand<F extends object>(
  terminal: Terminal,
  described: TransactionCommand<F>,
): Command {
  const { network = "value" } = described;
  const command = withSigner(withNetwork(new Command(described.name)));
  command.description(described.description);
  for (const [name, description] of described.arguments) command.argument(name, description);
  for (const [flags, description] of described.options ?? []) command.option(flags, description);
  if (network === "value") command.option("--gas-price <amount>", "for one gas (default: 1gwei)");
  command.addHelpText(
    "after",
    `\nExamples:\n${described.examples.map((each) => `  $ stratos tx ${each}`).join("\n")}`,
  );

  return command.action(async (...given: unknown[]) => {
    const flags = command.opts<TransactionFlags & F>();
    const networks = await findNetworks(flags);
    const endpoints = requireEndpoints(networks, network);
    const wallet = await signingWallet(terminal, networks, flags);
    const words = given.slice(0, described.arguments.length) as string[];
    const messages = await described.messages(wallet, words, { flags, networks });

    await using chain = createChainClient(endpoints);
    const gasPrice = flags.gasPrice === undefined ? undefined : parseAmount(flags.gasPrice);
    const fee = network === "value" ? { fee: simulatedFee(chain, gasPrice) } : {};
    terminal.progress("Waiting for the transaction's block …");
    const sender = new TransactionSender({ chain, signer: wallet.signer, ...fee });
    printTransaction(terminal, flags, await sender.send(messages));
  });
}

function printTransaction(
  terminal: Terminal,
  flags: NetworkFlags,
  { hash, height, gasUsed }: TransactionResult,
): void {
  printResult(terminal, flags, {
    json: { hash, height, gasUsed: `${gasUsed}` },
    text: `included in block ${height}\nhash ${hash}\ngas  ${gasUsed}`,
  });
}
