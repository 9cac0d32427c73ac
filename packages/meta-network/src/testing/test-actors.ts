import {
  decodeMessage,
  type Ed25519PrivateKey,
  ed25519FromSeed,
  encodeMessage,
  ManifestSchema,
  MsgJoinNodeSchema,
  MsgOpenSessionResponseSchema,
  MsgOpenSessionSchema,
  MsgPutObjectSchema,
  MsgSettleReceiptsSchema,
  NodeRegisteredSchema,
  OzonePurchasedSchema,
  packMessage,
  signAllowance,
  signAssignment,
  signCustodyBatch,
  signReceipt,
} from "@stos/codec";
import { drawUpload } from "../draws/index.ts";
import type { Session } from "../sessions/state.ts";
import {
  memberKeys,
  seeded,
  statementDomain,
  type TestChain,
  type TestMessage,
  walletOf,
} from "./test-chain.ts";

const stos = 10n ** 18n;

export function nodeKey(index: number): Ed25519PrivateKey {
  return ed25519FromSeed(seeded(`node ${index}`));
}

/** Registers and joins `count` nodes with owners of their own; node i has a deposit of 10 · (i + 1) STOS. */
export async function addNodes(
  chain: TestChain,
  count: number,
): Promise<readonly Ed25519PrivateKey[]> {
  const keys = Array.from({ length: count }, (_, index) => nodeKey(index));
  for (const [index, key] of keys.entries())
    await registerNode(chain, key, `owner ${index}`, 10n * BigInt(index + 1));
  await chain.block(keys.map(joinMessage));
  return keys;
}

export function registerNode(
  chain: TestChain,
  key: Ed25519PrivateKey,
  owner: string,
  deposit: bigint,
): Promise<string> {
  const body = encodeMessage(NodeRegisteredSchema, {
    node: key.networkAddress,
    owner: walletOf(owner),
    beneficiary: walletOf(owner),
    services: 4,
    initial: `${deposit * stos}`,
    deposit: `${deposit * stos}`,
    networkKey: key.publicKey,
  });
  return chain.packet("node-registered", body);
}

export function joinMessage(key: Ed25519PrivateKey, index = 0): TestMessage {
  return packMessage(MsgJoinNodeSchema, {
    node: key.networkAddress,
    endpoints: [`http://127.0.0.1:${4_000 + index}`],
    services: 4,
    capacity: 10n ** 12n,
    bandwidth: 10n ** 8n,
  });
}

export function buyOzone(chain: TestChain, name: string, noz: bigint): Promise<string> {
  const body = encodeMessage(OzonePurchasedSchema, { beneficiary: walletOf(name), noz: `${noz}` });
  return chain.packet("ozone-purchased", body);
}

export type OpenedSession = Readonly<{ id: Uint8Array; key: Ed25519PrivateKey; wallet: string }>;

export function openMessage(
  name: string,
  options: Readonly<{
    noz: bigint;
    epochs?: number;
    key?: string;
    signer?: string;
    rights?: Partial<Session["rights"]>;
  }>,
): TestMessage {
  return packMessage(MsgOpenSessionSchema, {
    wallet: walletOf(name),
    sessionKey: ed25519FromSeed(seeded(options.key ?? `session of ${name}`)).publicKey,
    noz: `${options.noz}`,
    rights: {
      read: true,
      write: true,
      delete: true,
      ...options.rights,
      buckets: [...(options.rights?.buckets ?? [])],
    },
    epochs: options.epochs ?? 12,
    signer: options.signer ?? walletOf(name),
  });
}

/** Opens a session and makes the two blocks that its seed needs. */
export async function openSession(
  chain: TestChain,
  name: string,
  options: Readonly<{ noz: bigint; epochs?: number; key?: string }>,
): Promise<OpenedSession> {
  const { code, reason, data } = await chain.send(openMessage(name, options));
  if (code !== "ok") throw new Error(`${code}: ${reason}`);
  await chain.block();
  await chain.block();
  return {
    id: decodeMessage(MsgOpenSessionResponseSchema, data).session,
    key: ed25519FromSeed(seeded(options.key ?? `session of ${name}`)),
    wallet: walletOf(name),
  };
}

export function issuerOf(chain: TestChain, session: OpenedSession): Ed25519PrivateKey {
  const { issuer } = chain.capabilities().sessions.require(session.id);
  const found = memberKeys.find(({ network }) => network.networkAddress === issuer);
  if (found === undefined) throw new Error(`no member ${issuer}`);
  return found.issuer;
}

export function signedEntry(
  chain: TestChain,
  session: OpenedSession,
  {
    node,
    total,
    allowed = total,
    kind = "upload",
  }: Readonly<{ node: string; total: bigint; allowed?: bigint; kind?: string }>,
) {
  const terms = { session: session.id, node };
  return {
    allowance: signAllowance(
      statementDomain,
      { ...terms, nozTotal: `${allowed}`, generation: 1 },
      issuerOf(chain, session),
    ),
    receipt: signReceipt(
      statementDomain,
      { ...terms, nozTotal: `${total}`, byKind: { [kind]: `${total}` } },
      session.key,
    ),
  };
}

type SignedEntry = ReturnType<typeof signedEntry>;

export function settleMessage(
  node: string,
  entries: readonly Readonly<{
    allowance?: SignedEntry["allowance"];
    receipt: SignedEntry["receipt"];
  }>[],
): TestMessage {
  return packMessage(MsgSettleReceiptsSchema, {
    node,
    entries: entries.map((entry) => ({ ...entry })),
  });
}

/** The nodes of a session's task by the chain's own public data, and their custody of a slice. */
export function uploadedSlice(
  chain: TestChain,
  session: OpenedSession,
  keys: readonly Ed25519PrivateKey[],
  {
    number,
    size,
    replicas = 3,
    passedOver = [],
    id = seeded(`slice ${number} ${size}`),
  }: Readonly<{
    number: number;
    size: number;
    replicas?: number;
    passedOver?: readonly string[];
    id?: Uint8Array;
  }>,
) {
  const { sessions, tables, nodes } = chain.capabilities();
  const { seed, table: tableNumber } = sessions.require(session.id);
  const table = tables.get(tableNumber);
  if (seed === undefined || table === undefined) throw new Error("the session has no seed");
  const isPassedOver = (node: string) =>
    passedOver.includes(node) || nodes.get(node)?.state !== "active";
  const drawn = drawUpload({
    seed,
    number,
    table,
    replicas,
    distinctNetworks: false,
    isPassedOver,
  });

  const custody = drawn.nodes.flatMap((node) => {
    const key = keys.find(({ networkAddress }) => networkAddress === node);
    if (key === undefined) throw new Error(`no key of ${node}`);
    return signCustodyBatch(
      statementDomain,
      [{ session: session.id, number, slice: id, node, size: BigInt(size) }],
      key,
    );
  });
  const terms = { session: session.id, number, passedOver: [...passedOver] };
  return {
    id,
    size: BigInt(size),
    custody: [...custody],
    passedOver: [...passedOver],
    assignmentSignature: signAssignment(statementDomain, terms, issuerOf(chain, session)),
  };
}

type TestSlice = ReturnType<typeof uploadedSlice>;

/** A plain object of one part. */
export function plainManifest(
  slices: readonly TestSlice[],
  options: Readonly<{ replicas?: number; etag?: string }> = {},
): Uint8Array {
  const size = slices.reduce((total, slice) => total + slice.size, 0n);
  return encodeMessage(ManifestSchema, {
    size,
    etag: options.etag ?? "etag",
    replicas: options.replicas ?? 3,
    parts: size === 0n ? [] : [{ size, slices: [...slices] }],
  });
}

export function putMessage(
  session: OpenedSession,
  key: string,
  manifest: Uint8Array,
  options: Readonly<{ bucket?: string; ifMatch?: string; ifNoneMatch?: string }> = {},
): TestMessage {
  return packMessage(MsgPutObjectSchema, {
    wallet: session.wallet,
    bucket: options.bucket ?? "files",
    key,
    manifest,
    ifMatch: options.ifMatch ?? "",
    ifNoneMatch: options.ifNoneMatch ?? "",
    session: session.id,
  });
}
