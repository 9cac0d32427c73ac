import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import type { Ed25519PrivateKey } from "@stos/codec";
import type { Genesis } from "@stos/ledger";
import { writeFileAtomically } from "../../config/write-file.ts";
import {
  type AccountSecret,
  ensureAccountKey,
  readAccountKey,
} from "../../keys/account-key-file.ts";
import { ensureNetworkKey } from "../../keys/network-key-file.ts";
import { homeFiles, writeHome } from "../home.ts";

/** The meta nodes that one process runs: under the embedded engine all members of the chain. */
export type MetaNodeHome = Readonly<{
  home: string;
  moniker: string;
  rpc: string;
  rest: string;
  /** Both absent as long as the pair isn't made: it names this home's keys. */
  genesis?: Genesis;
  /** The value network that it relays to and from. */
  value: Readonly<{ rpc: string; rest: string; genesis?: Genesis }>;
  members: readonly MetaMember[];
}>;

export type MetaMember = Readonly<{
  /** Where its issuer listens, `host:port`. */
  issuer: string;
  /** Pays its relayer's fees on the value network. Absent: a wallet of its own is made. */
  relayer?: AccountSecret;
}>;

/** A member's keys: its network identity, which votes too, and what its allowances are signed with. */
export type MetaKeys = Readonly<{ network: Ed25519PrivateKey; issuer: Ed25519PrivateKey }>;

const valueGenesis = "value-genesis.json";

function keyFiles(index: number) {
  const number = index + 1;
  return {
    network: `${homeFiles.keys}/network-${number}.json`,
    issuer: `${homeFiles.keys}/issuer-${number}.json`,
    relayer: `${homeFiles.keys}/relayer-${number}.json`,
  };
}

/** A member's keys, made where the home has none: the genesis names them. */
export async function ensureMetaKeys(home: string, index: number): Promise<MetaKeys> {
  const files = keyFiles(index);
  return {
    network: await ensureNetworkKey(join(home, files.network)),
    issuer: await ensureNetworkKey(join(home, files.issuer)),
  };
}

/** The wallet that pays for what a member relays to the value network. */
export async function relayerAddress(home: string, index: number): Promise<string> {
  return (await readAccountKey(join(home, keyFiles(index).relayer))).address;
}

export async function initMetaNode(options: MetaNodeHome): Promise<void> {
  const { home, moniker, rpc, rest, genesis, value, members } = options;
  await mkdir(join(home, homeFiles.keys), { recursive: true, mode: 0o700 });
  for (const [index, { relayer }] of members.entries()) {
    await ensureMetaKeys(home, index);
    await ensureAccountKey(join(home, keyFiles(index).relayer), relayer);
  }
  await writeHome(home, {
    about: "Meta nodes of the resource network (stratos meta-node start).",
    config: {
      moniker,
      genesis: homeFiles.genesis,
      data: homeFiles.data,
      rpc: { listen: rpc },
      rest: { listen: rest },
      value: { rpc: value.rpc, rest: value.rest, genesis: valueGenesis },
      members: members.map(({ issuer }, index) => {
        const files = keyFiles(index);
        return {
          network_key: files.network,
          issuer_key: files.issuer,
          relayer_key: files.relayer,
          issuer_listen: issuer,
        };
      }),
    },
  });
  if (genesis !== undefined)
    await writeFileAtomically(join(home, homeFiles.genesis), genesis.bytes, 0o644);
  if (value.genesis !== undefined)
    await writeFileAtomically(join(home, valueGenesis), value.genesis.bytes, 0o644);
}
