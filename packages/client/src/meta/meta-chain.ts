import type { StatementDomain } from "@stos/codec";
import { type Noz, noz } from "@stos/units";
import type { ChainClient } from "../chain/chain-client.ts";
import type { Fields } from "../http/fields.ts";

export type MetaStatus = Readonly<{
  chainId: string;
  genesisHash: Uint8Array;
  height: number;
  /** Unix seconds of block time. */
  time: number;
  epoch: number;
  epochSeconds: number;
  epochOrigin: number;
  replicas: Readonly<{ default: number; min: number; max: number }>;
}>;

export type MetaAccount = Readonly<{ available: Noz; held: Noz }>;

export type SessionRecord = Readonly<{
  session: Uint8Array;
  wallet: string;
  issuer: string;
  issuerKey: Uint8Array;
  issuerUrl: string;
  generation: number;
  hold: Noz;
  settled: Noz;
  expiresEpoch: number;
  state: string;
}>;

export type NodeRecord = Readonly<{
  node: string;
  owner: string;
  key: Uint8Array;
  endpoints: readonly string[];
  state: string;
}>;

export type BucketRecord = Readonly<{
  name: string;
  plain: boolean;
  createdMs: number;
  /** Empty for a plain bucket. */
  wrappedKey: Uint8Array;
}>;

export type ObjectRecord = Readonly<{ key: string; manifest: Uint8Array; modifiedMs: number }>;

export type ObjectRecords = Readonly<{
  objects: readonly ObjectRecord[];
  commonPrefixes: readonly string[];
  next?: string;
}>;

/** What the meta chain's REST answers about Ozone, sessions, nodes and files. Undefined for what isn't there. */
export type MetaChain = Readonly<{
  chain: ChainClient;
  /** In which everything signed apart holds; asked once, then kept. */
  domain(signal?: AbortSignal): Promise<StatementDomain>;
  status(signal?: AbortSignal): Promise<MetaStatus>;
  /** What of the status seldom changes, at most a minute old. */
  rules(signal?: AbortSignal): Promise<Pick<MetaStatus, "replicas" | "epochSeconds">>;
  account(wallet: string, signal?: AbortSignal): Promise<MetaAccount>;
  session(id: string, signal?: AbortSignal): Promise<SessionRecord | undefined>;
  node(node: string, signal?: AbortSignal): Promise<NodeRecord | undefined>;
  /** A node's key never changes: asked once, then kept while among the 1,024 asked first. */
  nodeKey(node: string, signal?: AbortSignal): Promise<Uint8Array | undefined>;
  buckets(
    wallet: string,
    signal?: AbortSignal,
  ): Promise<readonly Omit<BucketRecord, "wrappedKey">[]>;
  bucket(wallet: string, bucket: string, signal?: AbortSignal): Promise<BucketRecord | undefined>;
  object(place: ObjectPlace, signal?: AbortSignal): Promise<ObjectRecord | undefined>;
  /** Undefined without the bucket. */
  objects(query: ObjectsQuery, signal?: AbortSignal): Promise<ObjectRecords | undefined>;
}>;

export type ObjectPlace = Readonly<{ wallet: string; bucket: string; key: string }>;

export type ObjectsQuery = Readonly<{
  wallet: string;
  bucket: string;
  prefix: string;
  after: string;
  delimiter: string;
  limit: number;
}>;

const root = "/stratos/meta/v1";
const nodeKeysMax = 1_024;
const rulesMs = 60_000;

export function createMetaChain(chain: ChainClient): MetaChain {
  const nodeKeys = new Map<string, Uint8Array>();
  let domain: StatementDomain | undefined;
  let rules: Readonly<{ status: MetaStatus; until: number }> | undefined;

  const get = (path: string, signal: AbortSignal | undefined) =>
    chain.get(`${root}${path}`, signal);
  const status = async (signal?: AbortSignal): Promise<MetaStatus> => {
    const found = await get("/status", signal);
    if (found === undefined) throw new RangeError("a meta chain always has a status");
    return statusOf(found);
  };
  const node = async (address: string, signal?: AbortSignal) => {
    const found = await get(`/nodes/${encodeURIComponent(address)}`, signal);
    return found === undefined ? undefined : nodeOf(found);
  };

  return {
    chain,
    status,
    node,
    async domain(signal) {
      if (domain === undefined) {
        const { chainId, genesisHash } = await status(signal);
        domain = { chainId, genesisHash };
      }
      return domain;
    },
    async rules(signal) {
      if (rules === undefined || performance.now() > rules.until)
        rules = { status: await status(signal), until: performance.now() + rulesMs };
      return rules.status;
    },
    async account(wallet, signal) {
      const found = await get(`/accounts/${encodeURIComponent(wallet)}`, signal);
      if (found === undefined) return { available: noz(0n), held: noz(0n) };
      return { available: found.noz("available"), held: found.noz("held") };
    },
    async session(id, signal) {
      const found = await get(`/sessions/${id}`, signal);
      return found === undefined ? undefined : sessionOf(found);
    },
    async nodeKey(address, signal) {
      const known = nodeKeys.get(address);
      if (known !== undefined) return known;
      const key = (await node(address, signal))?.key;
      if (key !== undefined && nodeKeys.size < nodeKeysMax) nodeKeys.set(address, key);
      return key;
    },
    async buckets(wallet, signal) {
      const found = await get(`/buckets/${encodeURIComponent(wallet)}`, signal);
      return (found?.objects("buckets") ?? []).map(bucketOf);
    },
    async bucket(wallet, bucket, signal) {
      const path = `/buckets/${encodeURIComponent(wallet)}/${encodeURIComponent(bucket)}`;
      const found = await get(path, signal);
      if (found === undefined) return undefined;
      const wrappedKey = found.has("wrapped_key") ? found.base64("wrapped_key") : new Uint8Array(0);
      return { ...bucketOf(found), wrappedKey };
    },
    async object({ wallet, bucket, key }, signal) {
      const place = `${encodeURIComponent(wallet)}/${encodeURIComponent(bucket)}`;
      const found = await get(`/object/${place}?key=${encodeURIComponent(key)}`, signal);
      return found === undefined ? undefined : objectOf(found);
    },
    async objects({ wallet, bucket, limit, ...filters }, signal) {
      const place = `${encodeURIComponent(wallet)}/${encodeURIComponent(bucket)}`;
      const query = Object.entries({ ...filters, limit: `${limit}` })
        .map(([name, value]) => `${name}=${encodeURIComponent(value)}`)
        .join("&");
      const found = await get(`/objects/${place}?${query}`, signal);
      if (found === undefined) return undefined;
      const next = found.has("next") ? found.text("next") : "";
      return {
        objects: found.objects("objects").map(objectOf),
        commonPrefixes: found.texts("common_prefixes"),
        ...(next === "" ? {} : { next }),
      };
    },
  };
}

function statusOf(found: Fields): MetaStatus {
  const replicas = found.object("replicas");
  return {
    chainId: found.text("chain_id"),
    genesisHash: found.hex("genesis_hash"),
    height: found.whole("height"),
    time: found.whole("time"),
    epoch: found.whole("epoch"),
    epochSeconds: found.whole("epoch_seconds"),
    epochOrigin: found.whole("epoch_origin"),
    replicas: {
      default: replicas.whole("default"),
      min: replicas.whole("min"),
      max: replicas.whole("max"),
    },
  };
}

function sessionOf(found: Fields): SessionRecord {
  return {
    session: found.hex("session"),
    wallet: found.text("wallet"),
    issuer: found.text("issuer"),
    issuerKey: found.base64("issuerKey"),
    issuerUrl: found.text("issuerUrl"),
    generation: found.whole("generation"),
    hold: found.noz("hold"),
    settled: found.noz("settled"),
    expiresEpoch: found.whole("expires_epoch"),
    state: found.text("state"),
  };
}

function nodeOf(found: Fields): NodeRecord {
  return {
    node: found.text("node"),
    owner: found.text("owner"),
    key: found.base64("key"),
    endpoints: found.texts("endpoints"),
    state: found.text("state"),
  };
}

function bucketOf(found: Fields): Omit<BucketRecord, "wrappedKey"> {
  const createdMs = found.whole("created_ms");
  return { name: found.text("name"), plain: found.flag("plain"), createdMs };
}

function objectOf(found: Fields): ObjectRecord {
  return {
    key: found.text("key"),
    manifest: found.base64("manifest"),
    modifiedMs: found.whole("modified_ms"),
  };
}
