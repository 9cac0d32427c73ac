import { toBase64 } from "@stos/codec";
import { Command } from "commander";
import { usageError } from "../../cli-error.ts";
import { printResult, type Terminal } from "../../terminal.ts";
import { readGenesisFile } from "../open-home.ts";
import { startCommand } from "../role-command.ts";
import { ensureMetaKeys, initMetaNode, relayerAddress } from "./init.ts";

type InitFlags = Readonly<{
  home: string;
  moniker: string;
  rpc: string;
  rest: string;
  issuer: readonly string[];
  valueRpc: string;
  valueRest: string;
  genesis?: string;
  valueGenesis?: string;
  json?: boolean;
}>;

export function metaNodeCommand(terminal: Terminal): Command {
  const start = startCommand("meta-node", async (home, signal) =>
    (await import("./start.ts")).startMetaHome(home, signal),
  );
  return new Command("meta-node").addCommand(initCommand(terminal)).addCommand(start);
}

function initCommand(terminal: Terminal): Command {
  return new Command("init")
    .description(
      "make a home for the meta nodes of one process: config.toml, keys (0600), genesis files",
    )
    .requiredOption("--home <folder>", "where")
    .option("--moniker <name>", "its name", "meta")
    .option("--rpc <host:port>", "where CometBFT's RPC listens", "127.0.0.1:26757")
    .option("--rest <host:port>", "where REST listens", "127.0.0.1:1417")
    .option("--issuer <host:port...>", "where each member's issuer listens, one for each", [
      "127.0.0.1:26760",
    ])
    .option("--value-rpc <url>", "the value network's RPC", "http://127.0.0.1:26657")
    .option("--value-rest <url>", "the value network's REST", "http://127.0.0.1:1317")
    .option("--genesis <file>", "the meta network's genesis; may follow in a second init")
    .option("--value-genesis <file>", "the value network's genesis")
    .option("--json", "the answer as JSON")
    .addHelpText(
      "after",
      `
The first init prints each member's keys for the genesis plan, and its relayer's wallet, which must be funded on the value network.

Examples:
  $ stratos meta-node init --home ./meta --issuer 127.0.0.1:26760 127.0.0.1:26761
  $ stratos meta-node init --home ./meta --issuer 127.0.0.1:26760 127.0.0.1:26761 --genesis genesis/meta.json --value-genesis genesis/value.json`,
    )
    .action(async (flags: InitFlags) => {
      await initMetaNode(await homeOf(flags));
      const members = await Promise.all(
        flags.issuer.map((_, index) => memberOf(flags.home, index)),
      );
      const lines = members.map(
        ({ node, networkKey, issuerKey, relayer }) =>
          `${node}\n  network key  ${networkKey}\n  issuer key   ${issuerKey}\n  relayer      ${relayer}`,
      );
      const text = [`${flags.home} is ready`, ...lines].join("\n");
      printResult(terminal, flags, { json: { home: flags.home, members }, text });
    });
}

async function homeOf(flags: InitFlags) {
  const { home, moniker, rpc, rest, issuer, valueRpc, valueRest, genesis, valueGenesis } = flags;
  if ((genesis === undefined) !== (valueGenesis === undefined))
    throw usageError("--genesis and --value-genesis belong together: give both files of the pair");
  const value = { rpc: valueRpc, rest: valueRest };
  return {
    home,
    moniker,
    rpc,
    rest,
    members: issuer.map((listen) => ({ issuer: listen })),
    value:
      valueGenesis === undefined
        ? value
        : { ...value, genesis: await readGenesisFile(valueGenesis) },
    ...(genesis === undefined ? {} : { genesis: await readGenesisFile(genesis) }),
  };
}

async function memberOf(home: string, index: number) {
  const { network, issuer } = await ensureMetaKeys(home, index);
  return {
    node: network.networkAddress,
    networkKey: toBase64(network.publicKey),
    issuerKey: toBase64(issuer.publicKey),
    relayer: await relayerAddress(home, index),
  };
}
