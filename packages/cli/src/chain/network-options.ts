import type { Command } from "commander";
import { usageError } from "../cli-error.ts";
import type { DevnetFile } from "../devnet/devnet-file.ts";
import { defaultDir } from "../devnet/options.ts";
import { readDevnetFile } from "../devnet/read-devnet-file.ts";

/** Where the networks are, as a command was told. */
export type NetworkFlags = Readonly<{
  dir?: string;
  rpc?: string;
  rest?: string;
  metaRpc?: string;
  metaRest?: string;
  json?: boolean;
}>;

export type Endpoints = Readonly<{ rpc: string; rest: string }>;

/** Both networks; the devnet's file where they were found by it. */
export type Networks = Readonly<{
  value: Endpoints;
  meta: Endpoints;
  devnet: DevnetFile | undefined;
}>;

/** The options that every command of a network has. */
export function withNetwork(command: Command): Command {
  return command
    .option(
      "--dir <folder>",
      `a devnet's folder, for its addresses and wallets (default: ${defaultDir})`,
    )
    .option("--rpc <url>", "the value network's RPC")
    .option("--rest <url>", "the value network's REST")
    .option("--meta-rpc <url>", "the meta network's RPC")
    .option("--meta-rest <url>", "the meta network's REST")
    .option("--json", "the answer as JSON");
}

/** The flags given, and what they leave out from the devnet's file. Throws a usage error where nothing says it. */
export async function findNetworks(flags: NetworkFlags): Promise<Networks> {
  const devnet = await readDevnetFile(flags.dir ?? defaultDir);
  if (flags.dir !== undefined && devnet === undefined)
    throw usageError(
      `${flags.dir} has no devnet.json: is that the folder of a devnet that has started?`,
    );

  const url = (option: string, given: string | undefined, found: string | undefined) => {
    if (given !== undefined && !/^https?:\/\//.test(given))
      throw usageError(`${option} ${given} is no URL such as http://127.0.0.1:26600`);
    return given?.replace(/\/+$/, "") ?? found ?? "";
  };
  return {
    value: {
      rpc: url("--rpc", flags.rpc, devnet?.value.rpc),
      rest: url("--rest", flags.rest, devnet?.value.rest),
    },
    meta: {
      rpc: url("--meta-rpc", flags.metaRpc, devnet?.meta.rpc),
      rest: url("--meta-rest", flags.metaRest, devnet?.meta.rest),
    },
    devnet,
  };
}

/** Throws a usage error where one of the two is unknown. */
export function requireEndpoints(networks: Networks, network: "value" | "meta"): Endpoints {
  const endpoints = networks[network];
  if (endpoints.rpc !== "" && endpoints.rest !== "") return endpoints;
  const prefix = network === "meta" ? "--meta-" : "--";
  throw usageError(
    `where is the ${network} network? Start a devnet here, name one with --dir, or give ${prefix}rpc and ${prefix}rest`,
  );
}
