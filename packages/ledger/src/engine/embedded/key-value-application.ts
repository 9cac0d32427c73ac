import { readFileSync } from "node:fs";
import { open, rename } from "node:fs/promises";
import { sha256 } from "@stos/codec";
import type { Application, ProposedBlock, TxResult } from "../../application.ts";
import type { ConsensusParamUpdates, ValidatorUpdate } from "../../consensus.ts";

type State = Readonly<{ height: number; pairs: ReadonlyMap<string, string> }>;

/**
 * An application for the engine's own tests: a transaction `key=value` sets a pair, `key=` alone is refused in its block, anything
 * else by its check. With a `file` the state survives the process.
 */
export function keyValueApplication(file?: string): Application {
  let committed = load(file);
  let finalized: State | undefined;
  return {
    resume: () => undefined,
    info: () => ({
      height: committed.height,
      appHash: committed.height === 0 ? new Uint8Array(0) : appHash(committed),
    }),
    async initChain() {
      finalized = undefined;
      return {
        appHash: appHash({ height: 0, pairs: new Map() }),
        validatorUpdates: [],
        consensusParamUpdates: undefined,
      };
    },
    checkTx: async (tx) => ({ ...checkPair(text(tx)), data: new Uint8Array(0) }),
    async finalizeBlock(block) {
      const txResults = block.txs.map((tx) => execute(text(tx)));
      finalized = applied(committed, block, txResults);
      return {
        txResults,
        events: [{ type: "tally", attributes: [{ key: "count", value: `${block.txs.length}` }] }],
        appHash: appHash(finalized),
        validatorUpdates: block.txs.flatMap((tx) => validatorUpdateIn(text(tx))),
        consensusParamUpdates: paramUpdatesIn(block.txs.map(text)),
      };
    },
    async commit() {
      if (finalized === undefined) throw new Error("commit follows finalizeBlock");
      if (file !== undefined) await save(file, finalized);
      committed = finalized;
    },
    async query({ path, data, height }) {
      const value = committed.pairs.get(text(data));
      const code = path === "/store/pairs/key" && value !== undefined ? 0 : 38;
      return {
        code,
        codespace: code === 0 ? "" : "sdk",
        log: code === 0 ? "" : "not found",
        key: data,
        value: new TextEncoder().encode(value ?? ""),
        height: height === 0 ? committed.height : height,
        proofs: code === 0 ? [Uint8Array.of(1), Uint8Array.of(2)] : [],
      };
    },
    async route({ method, path, height }) {
      if (method !== "GET" || path !== "/stratos/pairs/v1/count") return undefined;
      return { status: 200, body: { count: `${committed.pairs.size}`, height: `${height}` } };
    },
    wantsBlock: () => false,
    exportState: async () => ({ pairs: [...committed.pairs] }),
  };
}

/** `validator:HEX=POWER` sets a validator's power. */
function validatorUpdateIn(pair: string): readonly ValidatorUpdate[] {
  const [, key, power] = /^validator:([0-9a-f]{64})=([0-9]+)$/.exec(pair) ?? [];
  if (key === undefined || power === undefined) return [];
  return [{ publicKey: new Uint8Array(Buffer.from(key, "hex")), power: BigInt(power) }];
}

/** `max_bytes=BYTES` sets a block's. */
function paramUpdatesIn(pairs: readonly string[]): ConsensusParamUpdates | undefined {
  const bytes = pairs.map((pair) => /^max_bytes=([0-9]+)$/.exec(pair)?.[1]).find(Boolean);
  return bytes === undefined ? undefined : { block: { maxBytes: Number(bytes), maxGas: -1 } };
}

function checkPair(pair: string): TxResult {
  return pair.includes("=") ? result(0, "", pair) : result(18, "a transaction is key=value", pair);
}

function execute(pair: string): TxResult {
  return pair.endsWith("=") ? result(18, "the value is empty", pair) : result(0, "", pair);
}

function applied(
  { height, pairs }: State,
  block: ProposedBlock,
  results: readonly TxResult[],
): State {
  if (height !== 0 && block.height !== height + 1)
    throw new Error(`block ${block.height} doesn't follow ${height}`);
  const after = new Map(pairs);
  for (const [index, tx] of block.txs.entries()) {
    const [key = "", value = ""] = text(tx).split("=");
    if (results[index]?.code === 0) after.set(key, value);
  }
  return { height: block.height, pairs: after };
}

function appHash({ pairs }: State): Uint8Array {
  return sha256(new TextEncoder().encode(JSON.stringify([...pairs].sort())));
}

function result(code: number, log: string, pair: string): TxResult {
  const [key = "", value = ""] = pair.split("=");
  const attributes = [
    { key: "sender", value: key },
    { key: "value", value },
  ];
  return {
    code,
    codespace: code === 0 ? "" : "sdk",
    log,
    data: new TextEncoder().encode(key),
    gasWanted: 10n,
    gasUsed: 7n,
    events: [{ type: "message", attributes }],
  };
}

function load(file: string | undefined): State {
  try {
    if (file === undefined) return { height: 0, pairs: new Map() };
    const { height, pairs } = JSON.parse(readFileSync(file, "utf8")) as {
      height: number;
      pairs: [string, string][];
    };
    return { height, pairs: new Map(pairs) };
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT")
      return { height: 0, pairs: new Map() };
    throw error;
  }
}

async function save(file: string, { height, pairs }: State): Promise<void> {
  const handle = await open(`${file}.new`, "w");
  await handle.writeFile(JSON.stringify({ height, pairs: [...pairs] }));
  await handle.sync();
  await handle.close();
  await rename(`${file}.new`, file);
}

function text(bytes: Uint8Array): string {
  return new TextDecoder().decode(bytes);
}
