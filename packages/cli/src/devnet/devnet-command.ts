import { Command, InvalidArgumentError, Option } from "commander";
import { aborted, onSignal } from "../roles/serve.ts";
import type { Terminal } from "../terminal.ts";
import { askDevnet } from "./control-socket.ts";
import {
  type DevnetShape,
  defaultDir,
  defaultPortBase,
  defaultShape,
  shapeLimits,
} from "./options.ts";
import { runDevnet } from "./run-devnet.ts";

type DevnetFlags = Readonly<{
  dir: string;
  portBase?: number;
  epoch?: number;
  resourceNodes?: number;
  metaNodes?: number;
  replicas?: number;
  profile?: "literal" | "tracking";
}>;

/** `stratos devnet`, and `devnet stop NODE`, `devnet start NODE` for one that runs. */
export function devnetCommand(terminal: Terminal): Command {
  return new Command("devnet")
    .description(
      "both networks on this machine: value network, meta nodes, resource nodes, S3 gateway",
    )
    .option("--dir <folder>", "the folder that everything lives in", defaultDir)
    .addOption(
      whole("--port-base <port>", `first of its ports (default: ${defaultPortBase})`, "portBase"),
    )
    .addOption(
      whole(
        "--epoch <seconds>",
        `length of an epoch (default: ${defaultShape.epochSeconds})`,
        "epochSeconds",
      ),
    )
    .addOption(
      whole(
        "--resource-nodes <n>",
        `how many (default: ${defaultShape.resourceNodes})`,
        "resourceNodes",
      ),
    )
    .addOption(
      whole("--meta-nodes <n>", `how many (default: ${defaultShape.metaNodes})`, "metaNodes"),
    )
    .addOption(
      whole(
        "--replicas <n>",
        `replicas of an object by default (default: ${defaultShape.replicas})`,
        "replicas",
      ),
    )
    .addOption(
      new Option("--profile <name>", `deposit profile (default: ${defaultShape.profile})`).choices([
        "literal",
        "tracking",
      ]),
    )
    .addHelpText(
      "after",
      `
It runs in the foreground until Ctrl-C; started again in the same folder it goes on with everything in it. The options of the first start
are kept. Once all of it is ready, DIR/devnet.json has every address, key and mnemonic.

Examples:
  $ stratos devnet
  $ stratos devnet --dir /tmp/net --port-base 30000 --epoch 10 --replicas 1
  $ stratos devnet stop resource-2 --dir /tmp/net`,
    )
    .action((flags: DevnetFlags) => startDevnet(flags, terminal))
    .addCommand(nodeCommand("stop", "take a resource node of the running devnet down", terminal))
    .addCommand(nodeCommand("start", "bring a resource node up again", terminal));
}

async function startDevnet(flags: DevnetFlags, terminal: Terminal): Promise<void> {
  const stopping = new AbortController();
  onSignal(() => stopping.abort());
  const alive = new AbortController();
  void aborted(alive.signal);
  try {
    await runDevnet(
      { dir: flags.dir, portBase: flags.portBase, shape: shapeOf(flags) },
      terminal,
      stopping.signal,
    );
  } finally {
    alive.abort();
  }
}

function shapeOf({
  epoch,
  resourceNodes,
  metaNodes,
  replicas,
  profile,
}: DevnetFlags): Partial<DevnetShape> {
  return {
    ...(epoch === undefined ? {} : { epochSeconds: epoch }),
    ...(resourceNodes === undefined ? {} : { resourceNodes }),
    ...(metaNodes === undefined ? {} : { metaNodes }),
    ...(replicas === undefined ? {} : { replicas }),
    ...(profile === undefined ? {} : { profile }),
  };
}

function nodeCommand(action: "stop" | "start", description: string, terminal: Terminal): Command {
  return new Command(action)
    .description(description)
    .argument("<node>", "its name (resource-1) or address (stsds1…)")
    .option("--dir <folder>", "the devnet's folder")
    .option("--json", "the answer as JSON")
    .addHelpText("after", `\nExample:\n  $ stratos devnet ${action} resource-1`)
    .action(async (node: string, _own: unknown, command: Command) => {
      const { dir, json } = command.optsWithGlobals<{ dir: string; json?: boolean }>();
      const text = await askDevnet(dir, { do: `${action}-node`, node });
      terminal.out(json === true ? JSON.stringify({ node, text }) : text);
    });
}

function whole(flags: string, description: string, field: keyof typeof shapeLimits): Option {
  const { min, max } = shapeLimits[field];
  return new Option(flags, description).argParser((text) => {
    const value = /^\d{1,6}$/.test(text) ? Number(text) : Number.NaN;
    if (value >= min && value <= max) return value;
    throw new InvalidArgumentError(`It must be a whole number from ${min} to ${max}.`);
  });
}
