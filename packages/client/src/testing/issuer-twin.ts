import type { IncomingMessage, ServerResponse } from "node:http";
import {
  AllowanceSchema,
  decodeMessage,
  type Ed25519PrivateKey,
  encodeMessage,
  fromBase64,
  fromHex,
  ManifestSchema,
  type StatementDomain,
  signAllowance,
  toBase64,
  toHex,
  verifyAsk,
} from "@stos/codec";
import { planAll, planRange, type StoredObject } from "@stos/storage";
import {
  readBody,
  sendFailure,
  sendJson,
  startTwinServer,
  type TwinServer,
} from "./twin-server.ts";

export type IssuerSession = {
  readonly id: string;
  readonly key: Uint8Array;
  readonly hold: bigint;
  state: "open" | "closed";
  next: number;
  nonce: number;
  granted: Map<string, bigint>;
};

export type StoredEntry = Readonly<{
  manifest: Uint8Array;
  plain: boolean;
  wrappedKey: Uint8Array;
  modifiedMs: number;
}>;

export type IssuerTwin = TwinServer & Readonly<{ requests: () => number }>;

type Refusal = Readonly<{ status: number; code: string }> & Readonly<Record<string, unknown>>;
type AskJson = Readonly<Record<string, unknown>>;

/** Draws in a fixed order, grants exactly what is asked for, refuses as the contract says. */
export async function startIssuerTwin(
  options: Readonly<{
    key: Ed25519PrivateKey;
    domain: StatementDomain;
    session(id: string): IssuerSession | undefined;
    nodes(): readonly Readonly<{ address: string; url: string }>[];
    object(bucket: string, key: string): StoredEntry | undefined;
  }>,
): Promise<IssuerTwin> {
  const { key, domain } = options;
  let requests = 0;

  function grant(
    session: IssuerSession,
    demands: ReadonlyMap<string, bigint>,
  ): Refusal | readonly string[] {
    const used = [...session.granted.values()].reduce((sum, amount) => sum + amount, 0n);
    const needed = [...demands.values()].reduce((sum, amount) => sum + amount, 0n);
    const available = session.hold - used;
    if (needed > available)
      return {
        status: 402,
        code: "ozone-exhausted",
        needed: `${needed}`,
        available: `${available}`,
      };
    return [...demands].map(([node, amount]) => {
      const total = (session.granted.get(node) ?? 0n) + amount;
      session.granted.set(node, total);
      const terms = { session: fromHex(session.id), node, nozTotal: `${total}`, generation: 1 };
      return toBase64(encodeMessage(AllowanceSchema, signAllowance(domain, terms, key)));
    });
  }

  function answer(
    session: IssuerSession,
    ask: AskJson,
    demands: Map<string, bigint>,
  ): Refusal | object {
    const demand = (node: string, amount: bigint) =>
      demands.set(node, (demands.get(node) ?? 0n) + amount);
    switch (ask["kind"]) {
      case "upload": {
        const replicas = Number(ask["replicas"]);
        const all = options.nodes();
        if (all.length < replicas)
          return { status: 503, code: "not-enough-nodes", wanted: replicas, found: all.length };
        const assignments = Array.from({ length: Number(ask["count"]) }, () => {
          const number = session.next++;
          const nodes = Array.from({ length: replicas }, (_, index) => {
            const node = all[(number + index) % all.length];
            if (node === undefined) throw new RangeError("no node");
            demand(node.address, BigInt(Number(ask["size"])));
            return { node: node.address, url: node.url };
          });
          return { number, nodes, passedOver: [] };
        });
        return { assignments };
      }
      case "download":
        return reads(session, ask, demand);
      case "allowance":
        demand(`${ask["node"]}`, BigInt(`${ask["noz"]}`));
        return {};
      default:
        return {};
    }
  }

  function reads(
    session: IssuerSession,
    ask: AskJson,
    demand: (node: string, amount: bigint) => void,
  ): Refusal | object {
    const found = options.object(`${ask["bucket"]}`, `${ask["key"]}`);
    if (found === undefined) return { status: 404, code: "object-missing" };
    const object = layoutOf(found);
    const { first, last } = ask;
    const planned =
      first === undefined
        ? planAll(object)
        : planRange(object, { first: Number(first), last: Number(last) });
    return {
      manifest: toBase64(found.manifest),
      modifiedMs: found.modifiedMs,
      wrappedBucketKey: toBase64(found.wrappedKey),
      plain: found.plain,
      reads: planned.map(({ slice, storedFirst, storedLast }) => {
        const nodes = slice.nodes.map((node) => ({
          node,
          url: options.nodes().find(({ address }) => address === node)?.url ?? "",
        }));
        demand(slice.nodes[0] ?? "", BigInt(storedLast - storedFirst + 1));
        return { slice: toHex(slice.id), number: session.next++, nodes };
      }),
    };
  }

  async function handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    requests += 1;
    const body = await readBody(request);
    const { session: id, nonce, asks } = JSON.parse(body.toString());
    const session = options.session(id);
    const refuse = ({ status, ...failure }: Refusal) => sendFailure(response, status, failure);
    if (session === undefined) return refuse({ status: 404, code: "session-unknown" });
    if (session.state === "closed") return refuse({ status: 409, code: "session-closed" });
    const signature = fromBase64(`${request.headers["x-stratos-signature"]}`);
    if (!verifyAsk(domain, body, { key: session.key, signature }))
      return refuse({ status: 401, code: "signature-wrong" });
    if (nonce <= session.nonce) return refuse({ status: 409, code: "nonce-used" });
    session.nonce = nonce;

    const demands = new Map<string, bigint>();
    const answers: object[] = [];
    for (const ask of asks) {
      const each = answer(session, ask, demands);
      if ("status" in each) return refuse(each as Refusal);
      answers.push(each);
    }
    const allowances = grant(session, demands);
    if ("status" in allowances) return refuse(allowances);
    sendJson(response, 200, { answers, allowances });
  }

  const server = await startTwinServer(handle);
  return { ...server, requests: () => requests };
}

function layoutOf({ manifest, plain }: StoredEntry): StoredObject {
  const { size, parts, modifiedMs, replicas } = decodeMessage(ManifestSchema, manifest);
  return {
    etag: "",
    contentType: "",
    metadata: {},
    size: Number(size),
    modifiedMs: Number(modifiedMs),
    replicas,
    isPlain: plain,
    parts: parts.map((part) => ({
      size: Number(part.size),
      wrappedKey: part.wrappedKey,
      slices: part.slices.map((slice) => ({
        id: slice.id,
        size: Number(slice.size),
        nodes: slice.custody.map(({ node }) => node),
      })),
    })),
  };
}
