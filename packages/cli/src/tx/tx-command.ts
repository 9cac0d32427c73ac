import { Command } from "commander";
import type { Terminal } from "../terminal.ts";
import { metaCommand } from "./meta-commands.ts";
import { registerCommand } from "./register-commands.ts";
import { walletCommands } from "./wallet-commands.ts";

export function txCommand(terminal: Terminal): Command {
  const command = new Command("tx").description(
    "sign and send a transaction, and wait for its block",
  );
  for (const each of walletCommands(terminal)) command.addCommand(each);
  return command.addCommand(registerCommand(terminal)).addCommand(metaCommand(terminal));
}
