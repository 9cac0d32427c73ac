import { join } from "node:path";
import { toBase64 } from "@stos/codec";
import { ensureNodeKey } from "@stos/ledger";
import { Command, Option } from "commander";
import { printResult, type Terminal } from "../../terminal.ts";
import { homeFiles } from "../home.ts";
import { readGenesisFile } from "../open-home.ts";
import { startCommand } from "../role-command.ts";
import { serve } from "../serve.ts";
import { ensureValidatorKey, initValueNode } from "./init.ts";
import type { EngineName } from "./start.ts";

type InitFlags = Readonly<{
  home: string;
  moniker: string;
  rpc: string;
  rest: string;
  grpc: string;
  p2p?: string;
  peer: readonly string[];
  private?: boolean;
  engine?: EngineName;
  follower?: boolean;
  genesis?: string;
  json?: boolean;
}>;

export function valueNodeCommand(terminal: Terminal): Command {
  const start = startCommand("value-node", async (home, signal) =>
    (await import("./start.ts")).startValueHome(home, signal),
  )
    .addOption(engineOption("instead of the config's"))
    .action(({ home, engine }: { home: string; engine?: EngineName }) =>
      serve(async (signal) => (await import("./start.ts")).startValueHome(home, signal, engine)),
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
    .option("--grpc <host:port>", "where gRPC listens", "127.0.0.1:9090")
    .addOption(engineOption("embedded where none is named"))
    .option("--p2p <host:port>", "where CometBFT's peers reach it")
    .option(
      "--peer <id@host:port>",
      "a peer of CometBFT to stay connected with; repeatable",
      all,
      [],
    )
    .option("--private", "peers may stand on one host or in one private network")
    .option("--follower", "no validator's key: it follows and serves")
    .option("--genesis <file>", "the value network's genesis; may follow in a second init")
    .option("--json", "the answer as JSON")
    .addHelpText(
      "after",
      "\nExamples:\n  $ stratos value-node init --home ./value\n  $ stratos value-node init --home ./value --genesis genesis/value.json",
    )
    .action(async ({ genesis, ...flags }: InitFlags) => {
      const { p2p, peer, private: isPrivate = false, follower: isFollower = false } = flags;
      const engine = flags.engine ?? (isFollower ? "cometbft" : undefined);
      await initValueNode({
        home: flags.home,
        moniker: flags.moniker,
        rpc: flags.rpc,
        rest: flags.rest,
        grpc: flags.grpc,
        isFollower,
        // The embedded engine decides alone: only CometBFT has somebody to follow.
        ...(engine === undefined ? {} : { engine }),
        ...(p2p === undefined ? {} : { p2p: { listen: p2p, peers: peer, isPrivate } }),
        ...(genesis === undefined ? {} : { genesis: await readGenesisFile(genesis) }),
      });
      const nodeId = await ensureNodeKey(join(flags.home, homeFiles.data, "comet"));
      const ready = `${flags.home} is ready\nnode id        ${nodeId}`;
      if (isFollower) {
        printResult(terminal, flags, { json: { home: flags.home, nodeId }, text: ready });
        return;
      }
      const key = await ensureValidatorKey(flags.home);
      const consensusKey = toBase64(key.publicKey);
      printResult(terminal, flags, {
        json: { home: flags.home, nodeId, consensusKey },
        text: `${ready}\nconsensus key  ${consensusKey}`,
      });
    });
}

function engineOption(otherwise: string): Option {
  return new Option("--engine <name>", `what decides blocks; ${otherwise}`).choices([
    "embedded",
    "cometbft",
  ]);
}

function all(value: string, before: readonly string[]): readonly string[] {
  return [...before, value];
}
