import {
  type Ed25519PrivateKey,
  MsgCreateBucketSchema,
  packMessage,
  signAsk,
  toHex,
} from "@stos/codec";
import {
  addNodes,
  buyOzone,
  issuerOf,
  type OpenedSession,
  openSession,
  plainManifest,
  putMessage,
  uploadedSlice,
} from "../../testing/test-actors.ts";
import {
  seeded,
  startTestChain,
  statementDomain,
  type TestChain,
  walletOf,
} from "../../testing/test-chain.ts";
import type { ChainView } from "../chain-view.ts";
import type { Prober } from "../prober.ts";

/** A meta chain in memory with nodes and one open session, and what its issuer needs beside it. */
export type IssuingChain = Readonly<{
  chain: TestChain;
  view: ChainView;
  nodeKeys: readonly Ed25519PrivateKey[];
  session: OpenedSession;
  sessionHex: string;
  issuerKey: Ed25519PrivateKey;
  /** Tells the view's listeners that the state has changed. */
  publish(): void;
}>;

/** The same in every process: all keys come from fixed seeds. */
export async function startIssuingChain({
  noz,
  nodes = 6,
}: Readonly<{ noz: bigint; nodes?: number }>): Promise<IssuingChain> {
  const chain = await startTestChain({ stateReservePpm: 0, issuerBond: false });
  const nodeKeys = await addNodes(chain, nodes);
  await buyOzone(chain, "alice", noz * 2n + 10n ** 9n);
  const session = await openSession(chain, "alice", { noz });

  const listeners = new Set<() => void>();
  const view: ChainView = {
    domain: statementDomain,
    read: async (run) => run(chain.capabilities()),
    onBlock(listener) {
      listeners.add(listener);
      return { [Symbol.dispose]: () => void listeners.delete(listener) };
    },
  };
  return {
    chain,
    view,
    nodeKeys,
    session,
    sessionHex: toHex(session.id),
    issuerKey: issuerOf(chain, session),
    publish: () => {
      for (const listener of listeners) listener();
    },
  };
}

/** A request's bytes and their signature by the session's key. */
export function signedAsks(
  { session, sessionHex }: Pick<IssuingChain, "session" | "sessionHex">,
  nonce: number,
  asks: readonly unknown[],
): readonly [body: Uint8Array, signature: Uint8Array] {
  const body = new TextEncoder().encode(JSON.stringify({ session: sessionHex, nonce, asks }));
  return [body, signAsk(statementDomain, body, session.key)];
}

/** A prober's answers, as a test sets them; it remembers who was asked about. */
export function knownReachability(unreachable: ReadonlySet<string> = new Set()): Pick<
  Prober,
  "takesSlices" | "isReachable" | "probe"
> & {
  readonly probed: string[];
} {
  const probed: string[] = [];
  return {
    probed,
    takesSlices: (node) => !unreachable.has(node),
    isReachable: (node) => !unreachable.has(node),
    async probe(node) {
      probed.push(node);
    },
  };
}

/** Puts a plain object of one slice of `size` bytes into the bucket `files`, by the task `number`. */
export async function putPlainObject(
  { chain, session, nodeKeys, publish }: IssuingChain,
  { key, number, size }: Readonly<{ key: string; number: number; size: number }>,
): Promise<readonly string[]> {
  const bucket = packMessage(MsgCreateBucketSchema, {
    wallet: walletOf("alice"),
    bucket: "files",
    plain: true,
    session: new Uint8Array(0),
    wrappedKey: new Uint8Array(0),
  });
  const slice = uploadedSlice(chain, session, nodeKeys, { number, size });
  const results = await chain.block([bucket, putMessage(session, key, plainManifest([slice]))]);
  for (const { code, reason } of results) if (code !== "ok") throw new Error(`${code}: ${reason}`);
  publish();
  return slice.custody.map(({ node }) => node);
}

export { seeded, walletOf };
