import { join } from "node:path";
import type { Ed25519PrivateKey } from "@stos/codec";
import type { Genesis } from "@stos/ledger";
import { writeFileAtomically } from "../../config/write-file.ts";
import { ensureNetworkKey } from "../../keys/network-key-file.ts";
import { homeFiles, writeHome } from "../home.ts";

const validatorKey = "keys/validator.json";

export type ValueNodeHome = Readonly<{
  home: string;
  moniker: string;
  /** `host:port`. */
  rpc: string;
  rest: string;
  grpc: string;
  /** Where CometBFT's peers reach it, `host:port`; and theirs, `id@host:port`. */
  p2p?: Readonly<{ listen: string; peers: readonly string[]; isPrivate: boolean }>;
  engine?: "embedded" | "cometbft";
  /** Without a validator's key: it follows. */
  isFollower?: boolean;
  /** Absent as long as the pair isn't made: it names this home's key. */
  genesis?: Genesis;
}>;

/** The validator's consensus key, made where the home has none: the genesis names it. */
export function ensureValidatorKey(home: string): Promise<Ed25519PrivateKey> {
  return ensureNetworkKey(join(home, validatorKey));
}

export async function initValueNode(options: ValueNodeHome): Promise<void> {
  const { home, moniker, rpc, rest, grpc, genesis, p2p, engine, isFollower = false } = options;
  if (!isFollower) await ensureValidatorKey(home);
  await writeHome(home, {
    about: "A node of the value network (stratos value-node start).",
    config: {
      moniker,
      genesis: homeFiles.genesis,
      data: homeFiles.data,
      ...(isFollower ? {} : { validator_keys: [validatorKey] }),
      ...(engine === undefined ? {} : { engine }),
      rpc: { listen: rpc },
      rest: { listen: rest },
      grpc: { listen: grpc },
      ...(p2p === undefined
        ? {}
        : {
            p2p: {
              listen: p2p.listen,
              private: p2p.isPrivate,
              ...(p2p.peers.length === 0 ? {} : { persistent_peers: p2p.peers }),
            },
          }),
    },
  });
  if (genesis !== undefined)
    await writeFileAtomically(join(home, homeFiles.genesis), genesis.bytes, 0o644);
}
