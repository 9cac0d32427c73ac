import { toBase64 } from "@stos/codec";
import { Command } from "commander";
import { printResult, type Terminal } from "../../terminal.ts";
import { readGenesisFile } from "../open-home.ts";
import { startCommand } from "../role-command.ts";
import { ensureValidatorKey, initValueNode } from "./init.ts";

type InitFlags = Readonly<{
  home: string;
  moniker: string;
  rpc: string;
  rest: string;
  genesis?: string;
  json?: boolean;
}>;

export function valueNodeCommand(terminal: Terminal): Command {
  const start = startCommand("value-node", async (home, signal) =>
    (await import("./start.ts")).startValueHome(home, signal),
  );
  return new Command("value-node").addCommand(initCommand(terminal)).addCommand(start);
}

function initCommand(terminal: Terminal): Command {
  return new Command("init")
    .description(
      "make a home: config.toml, the validator's key (0600), and the genesis where it is given",
    )
    .requiredOption("--home <folder>", "where")
    .option("--moniker <name>", "its name", "value")
    .option("--rpc <host:port>", "where CometBFT's RPC listens", "127.0.0.1:26657")
    .option("--rest <host:port>", "where REST listens", "127.0.0.1:1317")
    .option("--genesis <file>", "the value network's genesis; may follow in a second init")
    .option("--json", "the answer as JSON")
    .addHelpText(
      "after",
      "\nExamples:\n  $ stratos value-node init --home ./value\n  $ stratos value-node init --home ./value --genesis genesis/value.json",
    )
    .action(async ({ genesis, ...flags }: InitFlags) => {
      await initValueNode({
        ...flags,
        ...(genesis === undefined ? {} : { genesis: await readGenesisFile(genesis) }),
      });
      const key = await ensureValidatorKey(flags.home);
      const consensusKey = toBase64(key.publicKey);
      printResult(terminal, flags, {
        json: { home: flags.home, consensusKey },
        text: `${flags.home} is ready\nconsensus key  ${consensusKey}`,
      });
    });
}
