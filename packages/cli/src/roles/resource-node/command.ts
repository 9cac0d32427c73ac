import { Command } from "commander";
import { usageError } from "../../cli-error.ts";
import { printResult, type Terminal } from "../../terminal.ts";
import { startCommand } from "../role-command.ts";
import { initResourceNode } from "./init.ts";

type InitFlags = Readonly<{
  home: string;
  moniker: string;
  listen: string;
  url?: string;
  capacity: string;
  bandwidth: string;
  metaRpc: string;
  metaRest: string;
  json?: boolean;
}>;

export function resourceNodeCommand(terminal: Terminal): Command {
  const start = startCommand("resource-node", async (home, signal) =>
    (await import("./start.ts")).startResourceHome(home, signal),
  );
  return new Command("resource-node").addCommand(initCommand(terminal)).addCommand(start);
}

function initCommand(terminal: Terminal): Command {
  return new Command("init")
    .description("make a home: config.toml and the node's network key (0600)")
    .requiredOption("--home <folder>", "where")
    .option("--moniker <name>", "its name", "resource")
    .option("--listen <host:port>", "where it serves slices", "127.0.0.1:26780")
    .option("--url <url>", "how clients reach it (default: http:// and where it listens)")
    .option("--capacity <bytes>", "what it offers to keep", "1099511627776")
    .option("--bandwidth <bytes>", "bytes a second that it offers", "125000000")
    .requiredOption("--meta-rpc <url>", "the meta network's RPC")
    .requiredOption("--meta-rest <url>", "the meta network's REST")
    .option("--json", "the answer as JSON")
    .addHelpText(
      "after",
      `
Register it with: stratos tx register create-resource-node --network-key HOME/keys/network.json --deposit …

Example:
  $ stratos resource-node init --home ./node --meta-rpc http://127.0.0.1:26602 --meta-rest http://127.0.0.1:26603`,
    )
    .action(async (flags: InitFlags) => {
      const { home, moniker, listen, url, metaRpc, metaRest } = flags;
      const { networkAddress } = await initResourceNode({
        home,
        moniker,
        listen,
        url: url ?? `http://${listen}`,
        capacity: bytesOf("--capacity", flags.capacity),
        bandwidth: bytesOf("--bandwidth", flags.bandwidth),
        meta: { rpc: metaRpc, rest: metaRest },
      });
      printResult(terminal, flags, {
        json: { home, node: networkAddress },
        text: `${home} is ready\nnode  ${networkAddress}`,
      });
    });
}

function bytesOf(option: string, text: string): number {
  const value = Number(text);
  if (/^[1-9]\d*$/.test(text) && Number.isSafeInteger(value)) return value;
  throw usageError(`${option} "${text}" is no whole number of bytes above 0`);
}
