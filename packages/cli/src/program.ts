import { Command } from "commander";
import { devnetCommand } from "./devnet/devnet-command.ts";
import { economyCommand } from "./economy/economy-command.ts";
import { metaNodeCommand } from "./roles/meta-node/command.ts";
import { resourceNodeCommand } from "./roles/resource-node/command.ts";
import { valueNodeCommand } from "./roles/value-node/command.ts";
import type { Terminal } from "./terminal.ts";

const version = "0.1.0";

/** The command `stratos` with everything below it. Failures are thrown, never printed here. */
export function buildProgram(terminal: Terminal): Command {
  const program = new Command("stratos")
    .description("The network of the STOS Token Economy paper: one command for all roles")
    .version(version)
    .addCommand(devnetCommand(terminal))
    .addCommand(economyCommand(terminal))
    .addCommand(valueNodeCommand())
    .addCommand(metaNodeCommand())
    .addCommand(resourceNodeCommand())
    .addHelpText(
      "after",
      `
Examples:
  $ stratos devnet                     both networks on this machine, with an S3 gateway
  $ stratos query balance user         what the devnet's first wallet has
  $ stratos tx prepay 20stos --from user
  $ stratos files put photo.jpg albums/photo.jpg`,
    );
  return throwing(program);
}

/** Makes a command and all below it throw a `CommanderError` rather than end the process. */
function throwing(command: Command): Command {
  command.exitOverride().showHelpAfterError("(--help shows what there is)");
  for (const each of command.commands) throwing(each);
  return command;
}
