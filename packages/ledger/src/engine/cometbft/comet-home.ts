import { randomBytes } from "node:crypto";
import { copyFile, mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { ed25519FromSeed, sha256, toHex } from "@stos/codec";
import type { CometEngineOptions } from "./options.ts";

/** Unix sockets, so that no port is taken and nobody else reaches either. */
export type CometSockets = Readonly<{ application: string; rpc: string }>;

/** Writes what CometBFT reads at its start. Its own data, and a node key that is there, stay as they are. */
export async function writeCometHome(
  options: CometEngineOptions,
  sockets: CometSockets,
): Promise<void> {
  const { home, genesis, validatorKeyFile } = options;
  await mkdir(join(home, "config"), { recursive: true, mode: 0o700 });
  await mkdir(join(home, "data"), { recursive: true, mode: 0o700 });
  await ensureNodeKey(home);
  await writeFile(join(home, "config/config.toml"), configToml(options, sockets));
  await writeFile(join(home, "config/genesis.json"), genesis.bytes);
  if (validatorKeyFile !== undefined)
    await copyFile(validatorKeyFile, join(home, "config/priv_validator_key.json"));
  // What was signed last outlives everything: a state that is there is never written again.
  await writeNew(
    join(home, "data/priv_validator_state.json"),
    `${JSON.stringify({ height: "0", round: 0, step: 0 })}\n`,
  );
}

/** Makes the node's P2P key where there is none; answers its id, which peers name it by. */
export async function ensureNodeKey(home: string): Promise<string> {
  await mkdir(join(home, "config"), { recursive: true, mode: 0o700 });
  const file = join(home, "config/node_key.json");
  const seed = randomBytes(32);
  const secret = Buffer.concat([seed, ed25519FromSeed(seed).publicKey]).toString("base64");
  const key = { priv_key: { type: "tendermint/PrivKeyEd25519", value: secret } };
  await writeNew(file, `${JSON.stringify(key)}\n`);

  const held = JSON.parse(await readFile(file, "utf8")) as typeof key;
  const publicKey = Buffer.from(held.priv_key.value, "base64").subarray(32);
  return toHex(sha256(publicKey).subarray(0, 20));
}

async function writeNew(file: string, text: string): Promise<void> {
  try {
    await writeFile(file, text, { mode: 0o600, flag: "wx", flush: true });
  } catch (error) {
    if (!(error instanceof Error && "code" in error && error.code === "EEXIST")) throw error;
  }
}

/** What differs from CometBFT's defaults; keys that aren't named keep theirs. */
function configToml(options: CometEngineOptions, sockets: CometSockets): string {
  const { p2p, metrics, emptyBlockMs = 10_000, commitMs = 1_000 } = options;
  const { mempoolCountMax = 10_000, mempoolBytesMax = 64 * 2 ** 20 } = options;
  const { txBytesMax = 4 * 2 ** 20, moniker = "stratos" } = options;
  const isPrivate = p2p.isPrivate === true;
  return `# Written at each start of the node: change the node's own settings instead.
proxy_app = ${text(`unix://${sockets.application}`)}
moniker = ${text(moniker)}
abci = "socket"
log_level = "info"

[rpc]
laddr = ${text(`unix://${sockets.rpc}`)}
max_body_bytes = ${2 * txBytesMax + 2 ** 20}
max_request_batch_size = 1000

[p2p]
laddr = ${text(`tcp://${p2p.listen}`)}
persistent_peers = ${text((p2p.persistent ?? []).join(","))}
seeds = ${text((p2p.seeds ?? []).join(","))}
addr_book_strict = ${!isPrivate}
allow_duplicate_ip = ${isPrivate}

[mempool]
size = ${mempoolCountMax}
cache_size = ${2 * mempoolCountMax}
max_txs_bytes = ${mempoolBytesMax}
max_tx_bytes = ${txBytesMax}

[consensus]
timeout_commit = "${commitMs}ms"
create_empty_blocks = true
create_empty_blocks_interval = "${emptyBlockMs}ms"

[tx_index]
indexer = "kv"

[instrumentation]
prometheus = ${metrics !== undefined}
prometheus_listen_addr = ${text(metrics ?? ":26660")}
`;
}

/** A basic string of TOML. */
function text(value: string): string {
  return JSON.stringify(value);
}
