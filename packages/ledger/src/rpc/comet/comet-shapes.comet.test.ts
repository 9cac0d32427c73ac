import { execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { WebSocket } from "ws";
import { methodNames } from "./method-page.ts";
import { type ServedChain, serveChain } from "./served-chain.ts";

/** What `npm run setup:cometbft` builds. */
const binary = fileURLToPath(new URL("../../../../../.tools/bin/cometbft", import.meta.url));

/** What may differ: an application's own, what its results leave at zero, and the one field that we add. */
const own = [
  /\.genesis\.app_state\b/,
  /\.version\.app$/,
  /\.other\.engine$/,
  /\.result\.events\./,
  /\.result_finalize_block\.events$/,
  /\.TxResult\.result\.(data|gas_wanted|gas_used)$/,
  /\.(txs_results\[\]|tx_results\[\]|tx_result|check_tx)\.data$/,
  /\.response\.(key|value)$/,
];

type Json = unknown;
type Call = Readonly<{ method: string; params?: Readonly<Record<string, Json>> }>;

/** Every method, so that each answer has something in it. `tx` and `block`: hashes that the node knows. */
const answered = ({ tx, block }: Known): readonly Call[] => [
  { method: "health" },
  { method: "status" },
  { method: "net_info" },
  { method: "genesis" },
  { method: "genesis_chunked", params: { chunk: "0" } },
  { method: "blockchain", params: { minHeight: "1", maxHeight: "1" } },
  { method: "block", params: { height: tx.height } },
  { method: "block", params: { height: "1" } },
  { method: "block_by_hash", params: { hash: Buffer.from(block, "hex").toString("base64") } },
  { method: "block_by_hash", params: { hash: "AAAA" } },
  { method: "header", params: { height: "1" } },
  { method: "header_by_hash", params: { hash: block } },
  { method: "header_by_hash", params: { hash: "00" } },
  { method: "block_results", params: { height: tx.height } },
  { method: "commit", params: { height: "1" } },
  { method: "validators", params: { height: "1" } },
  { method: "consensus_params", params: { height: "1" } },
  { method: "consensus_state" },
  { method: "dump_consensus_state" },
  { method: "unconfirmed_txs" },
  { method: "num_unconfirmed_txs" },
  { method: "tx", params: { hash: Buffer.from(tx.hash, "hex").toString("base64"), prove: true } },
  { method: "tx_search", params: { query: `tx.height=${tx.height}`, prove: true } },
  { method: "block_search", params: { query: "block.height>0", per_page: "1" } },
  { method: "abci_info" },
  { method: "abci_query", params: { path: "/key", data: "61" } },
  { method: "check_tx", params: { tx: "eD0x" } },
  { method: "broadcast_tx_sync", params: { tx: "eT0x" } },
  { method: "broadcast_tx_async", params: { tx: "ej0x" } },
  { method: "broadcast_tx_commit", params: { tx: "dz0x" } },
  { method: "broadcast_evidence" },
];

/** Refused by both with the same code and message, and the same words where clients read them. */
const refused: readonly Readonly<{ body: string; words?: true }>[] = [
  { body: request("nothing"), words: true },
  { body: request("subscribe", { query: "a.b='1'" }), words: true },
  { body: request("block", { height: "0" }), words: true },
  { body: request("block", { height: "x" }) },
  { body: request("block", []) },
  { body: request("block", 5) },
  { body: request("tx", { hash: "AAAA" }), words: true },
  { body: request("tx", { hash: "#" }) },
  { body: request("tx_search", { query: "a ==" }) },
  { body: request("tx_search", { query: "" }) },
  { body: request("tx_search", { query: "a.b='1'", order_by: "up" }), words: true },
  { body: request("tx_search", { query: "a.b='1'", page: "2" }), words: true },
  { body: request("validators", { page: "0" }), words: true },
  { body: request("genesis_chunked", { chunk: "7" }), words: true },
  { body: request("blockchain", { minHeight: "2", maxHeight: "1" }), words: true },
  { body: request("broadcast_evidence", { evidence: null }), words: true },
  { body: `[${Array(11).fill(request("health")).join()}]`, words: true },
  { body: "nonsense" },
  { body: '{"jsonrpc":"2.0","id":{},"method":"health"}' },
  { body: '{"jsonrpc":"2.0","method":"health"}' },
  { body: "[]" },
  { body: `[${request("health")}]` },
  { body: `[${request("health")},${request("health")}]` },
];

describe("beside CometBFT itself", () => {
  let comet: Running;
  let served: ServedChain;
  let known: { theirs: Known; ours: Known };

  beforeAll(async () => {
    comet = await startComet();
    served = await serveChain({}, { blocks: "automatic", batchMs: 1 });
    known = { theirs: await know(comet.url), ours: await know(served.server.url) };
  });
  afterAll(async () => {
    await served?.[Symbol.asyncDispose]();
    await comet?.[Symbol.asyncDispose]();
  });

  test("every answer has the keys and types of CometBFT's", async () => {
    const theirs = answered(known.theirs);
    for (const [index, call] of answered(known.ours).entries()) {
      const { method, params } = theirs[index] as Call;
      const there = await post(comet.url, request(method, params ?? {}));
      const here = await post(served.server.url, request(call.method, call.params ?? {}));
      expect({ method, differences: differences(there.json, here.json) }).toEqual({
        method,
        differences: [],
      });
    }
  });

  test("both list the same methods, and nothing of the list above is missing", async () => {
    const page = await (await fetch(comet.url)).text();
    const theirs = [...page.matchAll(/\/([a-z_]+)\?/g)].map(([, name]) => name).sort();
    expect([...methodNames]).toEqual([...new Set(theirs)]);
    const compared = new Set(answered(known.ours).map(({ method }) => method));
    const sockets = ["subscribe", "unsubscribe", "unsubscribe_all"];
    expect([...compared, ...sockets].sort()).toEqual([...methodNames]);
  });

  test.each(refused)("$body is answered alike", async ({ body, words }) => {
    const [there, here] = [await post(comet.url, body), await post(served.server.url, body)];
    expect(here.status).toBe(there.status);
    expect(failures(here.json, words)).toEqual(failures(there.json, words));
  });

  test.each([
    '/block?height="1"',
    "/block?height=1",
    "/block?height=x",
    "/tx?hash=0x00",
    "/tx_search?query=tx.height=1",
    '/tx_search?query="tx.height=1"&prove=false',
    "/abci_query?path=%22/key%22&data=0x61&prove=true",
    "/check_tx?tx=0x613d31",
    "/nothing",
    "/subscribe",
    "/a/b",
  ])("GET %s is answered alike", async (path) => {
    const [there, here] = [await get(comet.url, path), await get(served.server.url, path)];
    expect(here.status).toBe(there.status);
    expect(differences(there.json, here.json)).toEqual([]);
  });

  test.each([
    "tm.event='NewBlock'",
    "tm.event='NewBlockHeader'",
    "tm.event='NewBlockEvents'",
    "tm.event='Tx'",
  ])("what a subscription to %s gets has CometBFT's keys and types", async (query) => {
    const [there, here] = [
      await firstEvent(comet.url, query),
      await firstEvent(served.server.url, query),
    ];
    expect(differences(there, here)).toEqual([]);
  });
});

function request(method: string, params?: Json): string {
  return JSON.stringify({
    jsonrpc: "2.0",
    id: 1,
    method,
    ...(params === undefined ? {} : { params }),
  });
}

type Answer = Readonly<{ status: number; json: Json }>;

async function post(url: string, body: string): Promise<Answer> {
  return answerOf(await fetch(url, { method: "POST", body }));
}

async function get(url: string, path: string): Promise<Answer> {
  return answerOf(await fetch(`${url}${path}`));
}

async function answerOf(response: Response): Promise<Answer> {
  const text = await response.text();
  const isJson = text.startsWith("{") || text.startsWith("[");
  return { status: response.status, json: isJson ? JSON.parse(text) : text };
}

type Known = Readonly<{ tx: Readonly<{ hash: string; height: string }>; block: string }>;

/** Puts a transaction into a block and lets another one follow. */
async function know(url: string): Promise<Known> {
  const call = async (method: string, params: Json) =>
    ((await post(url, request(method, params))).json as { result: never }).result;
  const tx: Known["tx"] = await call("broadcast_tx_commit", { tx: "YT0x" });
  await call("broadcast_tx_commit", { tx: "Yj0x" });
  const { block_id } = (await call("block", { height: "1" })) as { block_id: { hash: string } };
  return { tx, block: block_id.hash };
}

let sent = 0;

async function firstEvent(url: string, query: string): Promise<Json> {
  const socket = new WebSocket(`${url.replace("http", "ws")}/websocket`);
  await once(socket, "open");
  socket.send(request("subscribe", { query }));
  await once(socket, "message");
  sent += 1;
  const tx = Buffer.from(`s${sent}=1`).toString("base64");
  const event = once(socket, "message");
  await post(url, request("broadcast_tx_sync", { tx }));
  const [message] = await event;
  socket.terminate();
  return JSON.parse(String(message));
}

/** What of errors must agree; a result stands for itself. */
function failures(json: Json, words: true | undefined): Json {
  if (Array.isArray(json)) return json.map((each) => failures(each, words));
  if (typeof json !== "object" || json === null) return json;
  const { error, id } = json as {
    error?: { code: number; message: string; data?: string };
    id?: Json;
  };
  if (error === undefined) return json;
  const { code, message, data } = error;
  return { id, code, message, data: words ? data : typeof data };
}

/** Paths at which the second lacks a key, has one too many, or holds another type. Go prints an empty list as null, too. */
function differences(theirs: Json, ours: Json, path = ""): string[] {
  if (own.some((pattern) => pattern.test(path))) return [];
  const kinds = [kindOf(theirs), kindOf(ours)];
  if (kinds.includes("list") && kinds.includes("null")) return [];
  if (kinds[0] !== kinds[1]) return [`${path}: ${kinds[0]} there, ${kinds[1]} here`];
  if (Array.isArray(theirs) && Array.isArray(ours)) {
    const isOpen = theirs.length === 0 || ours.length === 0;
    return isOpen ? [] : differences(theirs[0], ours[0], `${path}[]`);
  }
  if (kinds[0] !== "object") return [];
  const [there, here] = [theirs as Record<string, Json>, ours as Record<string, Json>];
  return [...new Set([...Object.keys(there), ...Object.keys(here)])].flatMap((key) =>
    differences(there[key], here[key], `${path}.${key}`),
  );
}

function kindOf(value: Json): string {
  if (value === null) return "null";
  return Array.isArray(value) ? "list" : typeof value;
}

type Running = Readonly<{ url: string }> & AsyncDisposable;

/** One validator over the built-in key-value application, a block as soon as there is something for it. */
async function startComet(): Promise<Running> {
  const home = await mkdtemp(join(tmpdir(), "cometbft-"));
  execFileSync(binary, ["init", "--home", home], { stdio: "ignore" });
  const ports = ["--rpc.laddr", "tcp://127.0.0.1:0", "--p2p.laddr", "tcp://127.0.0.1:0"];
  const child = spawn(
    binary,
    ["start", "--home", home, "--proxy_app", "kvstore", "--log_level", "info", ...ports],
    { stdio: ["ignore", "pipe", "ignore"] },
  );
  const lines = createInterface({ input: child.stdout });
  for await (const line of lines) {
    const address = /Starting RPC HTTP server on (\S+:\d+)/.exec(line)?.[1];
    if (address === undefined) continue;
    child.stdout.resume();
    return {
      url: `http://${address}`,
      async [Symbol.asyncDispose]() {
        const gone = once(child, "exit");
        child.kill("SIGKILL");
        await gone;
        await rm(home, { recursive: true });
      },
    };
  }
  throw new Error(`cometbft ended before it served RPC; see ${home}`);
}
