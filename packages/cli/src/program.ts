import { Command } from "commander";
import type { Terminal } from "./terminal.ts";

const version = "0.1.0";

type Part = Readonly<{
  name: string;
  description: string;
  load: (terminal: Terminal) => Promise<Command>;
}>;

/** Each is loaded only when it is asked for: nine processes of a devnet start at once, and each needs little of this. */
const parts: readonly Part[] = [
  {
    name: "devnet",
    description: "both networks on this machine, with an S3 gateway",
    load: async (terminal) => (await import("./devnet/devnet-command.ts")).devnetCommand(terminal),
  },
  {
    name: "files",
    description: "buckets and objects of a wallet",
    load: async (terminal) => (await import("./files/files-command.ts")).filesCommand(terminal),
  },
  {
    name: "keys",
    description: "wallets in an encrypted keystore",
    load: async (terminal) => (await import("./keys/keys-command.ts")).keysCommand(terminal),
  },
  {
    name: "tx",
    description: "sign and send a transaction",
    load: async (terminal) => (await import("./tx/tx-command.ts")).txCommand(terminal),
  },
  {
    name: "query",
    description: "ask both networks",
    load: async (terminal) => (await import("./query/query-command.ts")).queryCommand(terminal),
  },
  {
    name: "economy",
    description: "the paper's economy as a calculator",
    load: async (terminal) =>
      (await import("./economy/economy-command.ts")).economyCommand(terminal),
  },
  {
    name: "simulate",
    description: "run the economy of a scenario file, from minutes to its 68.8 years",
    load: async (terminal) =>
      (await import("./simulate/simulate-command.ts")).simulateCommand(terminal),
  },
  {
    name: "sweep",
    description: "run a scenario over values of its keys and over seeds",
    load: async (terminal) => (await import("./simulate/sweep-command.ts")).sweepCommand(terminal),
  },
  {
    name: "sensitivity",
    description: "which keys of a scenario move a figure (Morris, Sobol)",
    load: async (terminal) =>
      (await import("./simulate/sensitivity-command.ts")).sensitivityCommand(terminal),
  },
  {
    name: "genesis",
    description: "make and check the genesis files of both networks",
    load: async (terminal) =>
      (await import("./genesis/genesis-command.ts")).genesisCommand(terminal),
  },
  {
    name: "value-node",
    description: "a node of the value network (Stratos Chain)",
    load: async (terminal) =>
      (await import("./roles/value-node/command.ts")).valueNodeCommand(terminal),
  },
  {
    name: "meta-node",
    description: "meta nodes of the resource network: their chain, issuers and relayers",
    load: async (terminal) =>
      (await import("./roles/meta-node/command.ts")).metaNodeCommand(terminal),
  },
  {
    name: "resource-node",
    description: "a resource node: keeps slices and serves them",
    load: async (terminal) =>
      (await import("./roles/resource-node/command.ts")).resourceNodeCommand(terminal),
  },
  {
    name: "gateway",
    description: "an S3 gateway for wallets that granted it a budget",
    load: async (terminal) => (await import("./roles/gateway/command.ts")).gatewayCommand(terminal),
  },
];

/** The command `stratos` for these words of the command line. Failures are thrown, never printed here. */
export async function buildProgram(terminal: Terminal, words: readonly string[]): Promise<Command> {
  const program = new Command("stratos")
    .description("The network of the STOS Token Economy paper: one command for all roles")
    .version(version)
    .addHelpText(
      "after",
      `
Examples:
  $ stratos devnet                     both networks on this machine, with an S3 gateway
  $ stratos query balance user         what the devnet's first wallet has
  $ stratos tx prepay 20stos --from user
  $ stratos files put photo.jpg albums/photo.jpg`,
    );

  const named = words.filter((word) => !word.startsWith("-") && word !== "help")[0];
  for (const { name, description, load } of parts) {
    const command = name === named ? await load(terminal) : new Command(name);
    program.addCommand(command.description(description));
  }
  return throwing(program);
}

/** Makes a command and all below it throw a `CommanderError` rather than end the process. */
function throwing(command: Command): Command {
  command.exitOverride().showHelpAfterError("(--help shows what there is)");
  for (const each of command.commands) throwing(each);
  return command;
}
