import { join } from "node:path";
import type { Ed25519PrivateKey } from "@stos/codec";
import { ensureNetworkKey } from "../../keys/network-key-file.ts";
import { homeFiles, writeHome } from "../home.ts";

export type ResourceNodeHome = Readonly<{
  home: string;
  moniker: string;
  /** Where it listens, `host:port`. */
  listen: string;
  /** How clients reach it. */
  url: string;
  /** Bytes that it offers to keep. */
  capacity: number;
  /** Bytes a second. */
  bandwidth: number;
  meta: Readonly<{ rpc: string; rest: string }>;
}>;

const networkKey = `${homeFiles.keys}/network.json`;

/** The node's identity, made where the home has none. */
export function ensureResourceKey(home: string): Promise<Ed25519PrivateKey> {
  return ensureNetworkKey(join(home, networkKey));
}

export async function initResourceNode(options: ResourceNodeHome): Promise<Ed25519PrivateKey> {
  const { home, moniker, listen, url, capacity, bandwidth, meta } = options;
  await writeHome(home, {
    about: "A resource node (stratos resource-node start).",
    config: {
      moniker,
      network_key: networkKey,
      data: homeFiles.data,
      listen,
      url,
      capacity,
      bandwidth,
      meta,
    },
  });
  return await ensureResourceKey(home);
}
