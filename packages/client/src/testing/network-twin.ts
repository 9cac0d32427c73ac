import { createHash } from "node:crypto";
import type { IncomingMessage, ServerResponse } from "node:http";
import {
  accountAddress,
  decodeMessage,
  decodeTransaction,
  directSignBytes,
  ed25519FromSeed,
  encodeMessage,
  ManifestSchema,
  MsgCloseSessionSchema,
  MsgCreateBucketSchema,
  MsgDeleteBucketSchema,
  MsgDeleteObjectsSchema,
  MsgOpenSessionResponseSchema,
  MsgOpenSessionSchema,
  MsgPutObjectSchema,
  networkAddress,
  parsePublicKey,
  type StatementDomain,
  toBase64,
  toHex,
  verifySignature,
} from "@stos/codec";
import { TxMsgData } from "cosmjs-types/cosmos/base/abci/v1beta1/abci";
import { type IssuerSession, type IssuerTwin, startIssuerTwin } from "./issuer-twin.ts";
import { type NodeTwin, startNodeTwin } from "./node-twin.ts";
import { listJson, objectJson, type StoredManifest } from "./stored-manifest.ts";
import { readBody, sendJson, startTwinServer } from "./twin-server.ts";

type Bucket = { plain: boolean; wrappedKey: Uint8Array; objects: Map<string, StoredManifest> };
type Executed = Readonly<{
  height: number;
  code: number;
  codespace: string;
  log: string;
  data: Uint8Array;
}>;

/** A whole resource network in this process, which speaks the real HTTP contract. */
export type NetworkTwin = AsyncDisposable &
  Readonly<{
    endpoints: Readonly<{ rpc: string; rest: string }>;
    domain: StatementDomain;
    nodes: readonly NodeTwin[];
    issuer: IssuerTwin;
    sessions: ReadonlyMap<string, IssuerSession>;
    transactions: () => number;
    /** What the wallet has available. */
    ozone: { available: bigint };
    closeSessions(): void;
    /** Makes the chain expect other sequence numbers, as after somebody else's transaction. */
    skipSequence(address: string): void;
  }>;

const chainId = "stratos-twin-1";
const blockMs = 5;

export async function startNetworkTwin({
  nodes: count = 4,
  available = 10n ** 12n,
}: Readonly<{ nodes?: number; available?: bigint }> = {}): Promise<NetworkTwin> {
  const domain = { chainId, genesisHash: new Uint8Array(32).fill(7) };
  const issuerKey = ed25519FromSeed(new Uint8Array(32).fill(99));
  const ozone = { available };
  const sessions = new Map<string, IssuerSession>();
  const buckets = new Map<string, Bucket>();
  const sequences = new Map<string, number>();
  const executed = new Map<string, Executed>();
  let height = 1;

  const nodes: NodeTwin[] = [];
  for (let index = 0; index < count; index += 1)
    nodes.push(
      await startNodeTwin({
        seed: index + 1,
        domain,
        session(id) {
          const key = sessions.get(id)?.key;
          return key === undefined
            ? undefined
            : { sessionKey: key, issuerKey: issuerKey.publicKey };
        },
        peer: (address) => nodes.find((node) => node.address === address),
      }),
    );
  const issuer = await startIssuerTwin({
    key: issuerKey,
    domain,
    session: (id) => sessions.get(id),
    nodes: () => nodes,
    object(bucket, key) {
      const found = buckets.get(bucket);
      const object = found?.objects.get(key);
      if (found === undefined || object === undefined) return undefined;
      return { ...object, plain: found.plain, wrappedKey: found.wrappedKey };
    },
  });

  /** The message's response, or what it is refused with. */
  function execute({
    typeUrl,
    value,
  }: Readonly<{ typeUrl: string; value: Uint8Array }>): Uint8Array | [number, string] {
    const none = new Uint8Array(0);
    switch (typeUrl) {
      case "/stratos.meta.v1.MsgOpenSession": {
        const { sessionKey, noz } = decodeMessage(MsgOpenSessionSchema, value);
        const hold = BigInt(noz);
        if (hold > ozone.available) return [7, `${hold} noz needed, ${ozone.available} available`];
        ozone.available -= hold;
        const id = createHash("sha256").update(sessionKey).digest();
        const state = { id: toHex(id), key: sessionKey, hold, state: "open" as const };
        sessions.set(toHex(id), { ...state, next: 0, nonce: 0, granted: new Map() });
        return encodeMessage(MsgOpenSessionResponseSchema, { session: id, issuer: "" });
      }
      case "/stratos.meta.v1.MsgCloseSession": {
        const session = sessions.get(toHex(decodeMessage(MsgCloseSessionSchema, value).session));
        if (session !== undefined) session.state = "closed";
        return none;
      }
      case "/stratos.meta.v1.MsgCreateBucket": {
        const { bucket, plain, wrappedKey } = decodeMessage(MsgCreateBucketSchema, value);
        if (buckets.has(bucket)) return [20, "it is there already"];
        buckets.set(bucket, { plain, wrappedKey, objects: new Map() });
        return none;
      }
      case "/stratos.meta.v1.MsgDeleteBucket": {
        const { bucket } = decodeMessage(MsgDeleteBucketSchema, value);
        if ((buckets.get(bucket)?.objects.size ?? 0) > 0) return [22, "it holds objects"];
        return buckets.delete(bucket) ? none : [21, "there is none"];
      }
      case "/stratos.meta.v1.MsgDeleteObjects": {
        const { bucket, keys } = decodeMessage(MsgDeleteObjectsSchema, value);
        for (const key of keys) buckets.get(bucket)?.objects.delete(key);
        return none;
      }
      case "/stratos.meta.v1.MsgPutObject":
        return putObject(value);
      default:
        return [2, `unknown ${typeUrl}`];
    }
  }

  function putObject(value: Uint8Array): Uint8Array | [number, string] {
    const { bucket, key, manifest, ifMatch, ifNoneMatch, session } = decodeMessage(
      MsgPutObjectSchema,
      value,
    );
    if (sessions.get(toHex(session))?.state !== "open") return [9, "the session is closed"];
    const found = buckets.get(bucket);
    if (found === undefined) return [21, "there is none"];
    const before = found.objects.get(key);
    const isVersion = (condition: string) =>
      before !== undefined &&
      (condition === "*" ||
        condition === decodeMessage(ManifestSchema, before.manifest).etag ||
        condition === createHash("sha256").update(before.manifest).digest("hex"));
    if (ifMatch !== "" && !isVersion(ifMatch)) return [23, "if-match: another version"];
    if (ifNoneMatch !== "" && isVersion(ifNoneMatch))
      return [23, "if-none-match: the version is there"];
    found.objects.set(key, { manifest, modifiedMs: 1_000 * height });
    return new Uint8Array(0);
  }

  /** All or nothing, as a transaction is. */
  function executeAll(
    messages: readonly Readonly<{ typeUrl: string; value: Uint8Array }>[],
  ): Omit<Executed, "height"> {
    const before = [...buckets].map(
      ([name, bucket]) => [name, { ...bucket, objects: new Map(bucket.objects) }] as const,
    );
    const msgResponses = [];
    for (const message of messages) {
      const outcome = execute(message);
      if (Array.isArray(outcome)) {
        buckets.clear();
        for (const [name, bucket] of before) buckets.set(name, bucket);
        const [code, log] = outcome;
        return { code, codespace: "meta", log, data: new Uint8Array(0) };
      }
      msgResponses.push({ typeUrl: `${message.typeUrl}Response`, value: outcome });
    }
    const data = TxMsgData.encode({ data: [], msgResponses }).finish();
    return { code: 0, codespace: "", log: "", data };
  }

  function broadcast(tx: Uint8Array) {
    const { signerInfos, signatures, bodyBytes, authInfoBytes, messages, hash } =
      decodeTransaction(tx);
    const [info] = signerInfos;
    const name = toHex(hash).toUpperCase();
    if (info?.publicKey === undefined || messages.length === 0)
      return { code: 2, codespace: "sdk", log: "", hash: name };
    const key = parsePublicKey(info.publicKey);
    const address = key.type === "ed25519" ? networkAddress(key.bytes) : accountAddress(key);
    const expected = sequences.get(address) ?? 0;
    const log = `account sequence mismatch, expected ${expected}, got ${info.sequence}`;
    if (info.sequence !== BigInt(expected)) return { code: 32, codespace: "sdk", log, hash: name };
    const signed = directSignBytes({ bodyBytes, authInfoBytes, chainId, accountNumber: 0n });
    if (!verifySignature(key, signed, signatures[0] ?? new Uint8Array(0)))
      return { code: 4, codespace: "sdk", log: "signature verification failed", hash: name };
    sequences.set(address, expected + 1);
    setTimeout(() => {
      height += 1;
      executed.set(name, { height, ...executeAll(messages) });
    }, blockMs);
    return { code: 0, codespace: "", log: "", hash: name };
  }

  async function rpc(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { method, params } = JSON.parse((await readBody(request)).toString());
    switch (method) {
      case "status":
        return sendJson(response, 200, {
          result: {
            node_info: { network: chainId },
            sync_info: {
              latest_block_height: `${height}`,
              latest_block_time: "",
              catching_up: false,
            },
          },
        });
      case "broadcast_tx_sync":
        return sendJson(response, 200, { result: broadcast(Buffer.from(params.tx, "base64")) });
      case "broadcast_tx_commit": {
        const { hash, ...check } = broadcast(Buffer.from(params.tx, "base64"));
        while (check.code === 0 && !executed.has(hash))
          await new Promise((resolve) => setTimeout(resolve, blockMs));
        const found = executed.get(hash);
        const { height: at = 0, ...rest } = found ?? {};
        const tx_result = { ...rest, data: toBase64(found?.data ?? new Uint8Array(0)) };
        const result = { hash, height: `${at}`, check_tx: check, tx_result };
        return sendJson(response, 200, { result });
      }
      default: {
        const name = Buffer.from(params.hash, "base64").toString("hex").toUpperCase();
        const found = executed.get(name);
        if (found === undefined)
          return sendJson(response, 500, {
            error: { code: -32603, message: "Internal error", data: `tx (${name}) not found` },
          });
        const { data, height: at, ...rest } = found;
        const tx_result = { ...rest, data: toBase64(data), gas_used: "0" };
        return sendJson(response, 200, { result: { hash: name, height: `${at}`, tx_result } });
      }
    }
  }

  async function rest(_: IncomingMessage, response: ServerResponse, url: URL): Promise<void> {
    const [kind = "", first = "", second = ""] = url.pathname
      .replace("/stratos/meta/v1/", "")
      .split("/")
      .map(decodeURIComponent);
    const found = lookUp(url, kind, first, second);
    if (found === undefined) sendJson(response, 404, { code: 5, message: "not found" });
    else sendJson(response, 200, found);
  }

  function lookUp(url: URL, kind: string, first: string, second: string): unknown {
    const account = /^\/cosmos\/auth\/v1beta1\/accounts\/(.*)$/.exec(url.pathname)?.[1];
    if (account !== undefined)
      return { account: { account_number: "0", sequence: `${sequences.get(account) ?? 0}` } };
    switch (kind) {
      case "status":
        return {
          chain_id: chainId,
          genesis_hash: toHex(domain.genesisHash),
          height,
          time: 0,
          epoch: 0,
          epoch_seconds: 600,
          epoch_origin: 0,
          replicas: { default: 3, min: 1, max: 4 },
        };
      case "accounts":
        return { wallet: first, available: `${ozone.available}`, held: "0" };
      case "sessions": {
        const session = sessions.get(first);
        if (session === undefined) return undefined;
        return {
          session: session.id,
          wallet: "",
          issuer: "",
          issuerKey: toBase64(issuerKey.publicKey),
          issuerUrl: issuer.url,
          generation: 1,
          hold: `${session.hold}`,
          settled: "0",
          expires_epoch: 6,
          state: session.state,
        };
      }
      case "nodes": {
        const node = nodes.find(({ address }) => address === first);
        if (node === undefined) return undefined;
        const key = toBase64(node.key.publicKey);
        return { node: node.address, owner: "", key, endpoints: [node.url], state: "active" };
      }
      case "buckets": {
        const bucketJson = (name: string, { plain }: Bucket) => ({ name, plain, created_ms: 1 });
        if (second === "")
          return { buckets: [...buckets].map(([name, each]) => bucketJson(name, each)) };
        const bucket = buckets.get(second);
        if (bucket === undefined) return undefined;
        return { ...bucketJson(second, bucket), wrapped_key: toBase64(bucket.wrappedKey) };
      }
      case "object": {
        const key = url.searchParams.get("key") ?? "";
        const object = buckets.get(second)?.objects.get(key);
        return object === undefined ? undefined : objectJson(key, object);
      }
      case "objects": {
        const prefix = url.searchParams.get("prefix") ?? "";
        return listJson(buckets.get(second)?.objects ?? new Map(), prefix);
      }
      default:
        return undefined;
    }
  }

  const server = await startTwinServer(async (request, response) => {
    const url = new URL(request.url ?? "/", "http://twin");
    await (url.pathname === "/rpc" ? rpc(request, response) : rest(request, response, url));
  });
  return {
    endpoints: { rpc: `${server.url}/rpc`, rest: server.url },
    domain,
    nodes,
    issuer,
    sessions,
    ozone,
    transactions: () => executed.size,
    closeSessions() {
      for (const session of sessions.values()) session.state = "closed";
    },
    skipSequence: (address) => sequences.set(address, (sequences.get(address) ?? 0) + 3),
    async [Symbol.asyncDispose]() {
      await Promise.all([server, issuer, ...nodes].map((each) => each[Symbol.asyncDispose]()));
    },
  };
}
