import { spawn } from "node:child_process";
import { readFileSync } from "node:fs";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { createValidatorKey, makeGenesis } from "@stos/ledger";
import { startValueNode, type ValueNode } from "../src/index.ts";
import { appState, chainId, report, signedTransfers, signersOf } from "./value-chain.part.ts";

/**
 * How many signed transfers a second one validator commits, from the first broadcast to the block of the last. Every account sends once a round to
 * another; they are signed beforehand and sent by a process of its own over RPC.
 */
const pollMs = 50;
const load = fileURLToPath(new URL("./load.part.ts", import.meta.url));

await measure("cometbft async 10k accounts", {
  engine: "cometbft",
  accounts: 10_000,
  rounds: 4,
  method: "broadcast_tx_async",
});
await measure("cometbft broadcast_tx_sync 10k accounts", {
  engine: "cometbft",
  accounts: 10_000,
  rounds: 2,
  method: "broadcast_tx_sync",
});
await measure("embedded async 10k accounts", {
  engine: "embedded",
  accounts: 10_000,
  rounds: 4,
  method: "broadcast_tx_async",
});

type Measure = Readonly<{
  engine: "cometbft" | "embedded";
  accounts: number;
  rounds: number;
  method: "broadcast_tx_async" | "broadcast_tx_sync";
}>;

async function measure(name: string, asked: Measure): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), "bench-value-"));
  try {
    const signers = signersOf(asked.accounts);
    const node = await startNode(folder, asked, signers);
    const numbers = await accountNumbers(node);
    const numberOf = (address: string) => BigInt(numbers.get(address) ?? Number.NaN);
    const { rounds } = asked;
    const transactions = signedTransfers(signers, { rounds, numberOf });
    const file = join(folder, "transactions");
    const text = transactions.map((tx) => Buffer.from(tx).toString("base64")).join("\n");
    await writeFile(file, text);

    const words = [load, file, node.rpcUrl, asked.method, "10", "16"];

    const child = spawn(process.execPath, words, { stdio: ["ignore", "pipe", "inherit", "ipc"] });
    const output = readAll(child.stdout ?? []);
    const { seconds, blockMs } = await commitAll(node, transactions.length, (committed) => {
      if (child.connected) child.send({ committed });
    });
    const { refused } = JSON.parse(await output) as Readonly<{ refused: number }>;
    if (refused > 0) throw new Error(`${refused} transfers were refused`);
    report(name, Math.round(transactions.length / seconds), "tx/s");
    report(`${name}, longest between two blocks`, Math.round(Math.max(...blockMs)), "ms");
    report(`${name}, anonymous memory of the application`, anonymousMegabytes(), "MB");
    await node[Symbol.asyncDispose]();
  } finally {
    await rm(folder, { recursive: true });
  }
}

async function startNode(
  folder: string,
  { engine }: Measure,
  signers: ReturnType<typeof signersOf>,
): Promise<ValueNode> {
  const validatorKeyFile = join(folder, "priv_validator_key.json");
  const validator = await createValidatorKey(validatorKeyFile);
  const { publicKey } = validator.key;
  const time = new Date();
  const seconds = Math.floor(time.getTime() / 1_000);
  const genesis = makeGenesis({
    chainId,
    time,
    validators: [{ publicKey, power: 1_000, name: "bench" }],
    appState: appState(signers, { time: seconds, consensusKey: publicKey }),
  });
  const comet = {
    validatorKeyFile,
    p2p: { listen: `127.0.0.1:${await freePort()}`, isPrivate: true },
    commitMs: 0,
    mempoolCountMax: 20_000,
  };
  return startValueNode(
    {
      genesis,
      dataDir: join(folder, "data"),
      ...(engine === "cometbft" ? { keys: [], comet } : { keys: [validator] }),
      rpc: { port: 0 },
      rest: { port: 0 },
      log: () => undefined,
    },
    AbortSignal.timeout(120_000),
  );
}

async function accountNumbers({ application }: ValueNode): Promise<ReadonlyMap<string, number>> {
  const numbers = new Map<string, number>();
  await application.read(async ({ auth }) => {
    for await (const { address, number } of auth.accounts.entries()) numbers.set(address, number);
  });
  return numbers;
}

type BlockMeta = Readonly<{ num_txs: string; header: Readonly<{ height: string; time: string }> }>;

/** Waits until as many transactions are committed, told by the headers; answers the time from now to then and between blocks. */
async function commitAll(
  { rpcUrl }: ValueNode,
  count: number,
  onProgress: (committed: number) => void,
): Promise<Readonly<{ seconds: number; blockMs: readonly number[] }>> {
  const started = performance.now();
  const times: number[] = [];
  let seen = 1;
  for (let committed = 0; committed < count; ) {
    await wait(pollMs);
    const answer = await fetch(`${rpcUrl}/blockchain?minHeight=${seen + 1}&maxHeight=${seen + 20}`);
    const { result } = (await answer.json()) as { result?: { block_metas: readonly BlockMeta[] } };
    for (const { num_txs: txs, header } of (result?.block_metas ?? []).toReversed()) {
      if (Number(header.height) <= seen) continue;
      seen = Number(header.height);
      committed += Number(txs);
      if (txs !== "0") times.push(Date.parse(header.time));
    }
    onProgress(committed);
  }
  const seconds = (performance.now() - started) / 1_000;
  return { seconds, blockMs: times.slice(1).map((time, index) => time - (times[index] ?? time)) };
}

async function readAll(stream: AsyncIterable<unknown> | readonly unknown[]): Promise<string> {
  let text = "";
  for await (const part of stream) text += `${part}`;
  return text;
}

function anonymousMegabytes(): number {
  const [, kilobytes = "0"] =
    /RssAnon:\s+(\d+) kB/.exec(readFileSync("/proc/self/status", "utf8")) ?? [];
  return Math.round(Number(kilobytes) / 1_024);
}

function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const server = createServer();
    server.listen(0, "127.0.0.1", () => {
      const address = server.address();
      const port = typeof address === "object" && address !== null ? address.port : 0;
      server.close(() => resolve(port));
    });
  });
}
