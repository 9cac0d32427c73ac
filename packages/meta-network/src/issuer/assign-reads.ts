import { decodeMessage, type Manifest, ManifestSchema, toBase64, toHex } from "@stos/codec";
import { type ChunkRead, planAll, planRange, StorageError, type StoredObject } from "@stos/storage";
import { drawRead } from "../draws/index.ts";
import { allows } from "../sessions/rights.ts";
import type { DownloadAsk } from "./ask.ts";
import { IssuerError } from "./issuer-error.ts";
import type { NodeUrl, Task } from "./task.ts";

export type DownloadAnswer = Readonly<{
  manifest: string;
  modifiedMs: number;
  wrappedBucketKey: string;
  plain: boolean;
  reads: readonly Readonly<{ slice: string; number: number; nodes: readonly NodeUrl[] }>[];
}>;

/**
 * Draws an order of replicas for each slice that the range needs. The needed amount is what the first one delivers:
 * stored bytes, widened to whole chunks. Throws `IssuerError` not-permitted, object-missing, ask-invalid.
 */
export function assignReads(task: Task, ask: DownloadAsk): DownloadAnswer {
  const { wallet, bucket: name, key } = ask;
  const { facts, session } = task;
  if (session.wallet !== wallet || !allows(session.rights, "read", name))
    throw new IssuerError({
      code: "not-permitted",
      reason: `the session has no right to read in the bucket "${name}" of ${wallet}`,
    });
  const bucket = facts.bucket(wallet, name);
  const stored = facts.object({ wallet, bucket: name, key });
  if (bucket === undefined || stored === undefined)
    throw new IssuerError({ code: "object-missing", bucket: name, key });

  const object = layoutOf(decodeMessage(ManifestSchema, stored.manifest), bucket.plain);
  return {
    manifest: toBase64(stored.manifest),
    modifiedMs: stored.modifiedMs,
    wrappedBucketKey: toBase64(bucket.wrappedKey),
    plain: bucket.plain,
    reads: readsOf(object, ask).map((read) => assignRead(task, read)),
  };
}

function assignRead(
  task: Task,
  { slice, storedFirst, storedLast }: ChunkRead,
): DownloadAnswer["reads"][number] {
  const { seed, table, facts, prober } = task;
  const number = task.takeNumber();
  const holders = slice.nodes.filter((node) => isServing(facts.node(node)?.state));
  const order = drawRead({ seed, number, table, holders });
  // Drawn order stands among those that answer; the others come last, so that nobody waits for a dead one first.
  const nodes = [
    ...order.filter((node) => prober.isReachable(node)),
    ...order.filter((node) => !prober.isReachable(node)),
  ];

  const [first] = nodes;
  if (first === undefined) throw new IssuerError({ code: "not-enough-nodes", wanted: 1, found: 0 });
  const bytes = BigInt(storedLast - storedFirst + 1);
  task.demand(first, bytes);
  for (const node of nodes) task.entitle(node, bytes);
  return { slice: toHex(slice.id), number, nodes: nodes.map((node) => task.nodeUrl(node)) };
}

/** A suspended or leaving node serves what it has. */
function isServing(state: string | undefined): boolean {
  return state === "active" || state === "suspended" || state === "leaving";
}

function readsOf(object: StoredObject, { first, last }: DownloadAsk): readonly ChunkRead[] {
  if (first === undefined && last === undefined) return planAll(object);
  try {
    return planRange(object, { first: first ?? 0, last: last ?? object.size - 1 });
  } catch (error) {
    if (!(error instanceof StorageError)) throw error;
    throw new IssuerError({ code: "ask-invalid", reason: error.message });
  }
}

/** What ranges are planned by. What is sealed is for the reader alone, who checks it. */
function layoutOf(manifest: Manifest, isPlain: boolean): StoredObject {
  return {
    etag: "",
    contentType: "",
    metadata: {},
    size: Number(manifest.size),
    modifiedMs: Number(manifest.modifiedMs),
    replicas: manifest.replicas,
    isPlain,
    parts: manifest.parts.map(({ size, wrappedKey, slices }) => ({
      size: Number(size),
      wrappedKey,
      slices: slices.map(({ id, size: stored, custody }) => ({
        id,
        size: Number(stored),
        nodes: custody.map(({ node }) => node),
      })),
    })),
  };
}
