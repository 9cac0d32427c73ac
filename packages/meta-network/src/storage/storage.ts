import { decodeMessage, ManifestSchema } from "@stos/codec";
import type { Context } from "@stos/ledger";
import { refuse } from "../failure.ts";
import type { Nodes } from "../nodes/nodes.ts";
import type { Sessions } from "../sessions/sessions.ts";
import { type Listing, type ListRequest, listObjects } from "./listing.ts";
import { type Placements, placementsOf } from "./placements.ts";
import {
  type Bucket,
  bucketKey,
  buckets,
  objectKey,
  objects,
  type StoredObject,
  storageStore,
} from "./state.ts";

/** Buckets, objects and where their slices are. */
export type Storage = Readonly<{
  bucket(wallet: string, bucket: string): Bucket | undefined;
  /** Throws `ChainError` bucket-missing. */
  requireBucket(wallet: string, bucket: string): Bucket;
  setBucket(wallet: string, name: string, bucket: Bucket): void;
  deleteBucket(wallet: string, bucket: string): void;
  bucketsOf(wallet: string): Promise<readonly Readonly<{ name: string; bucket: Bucket }>[]>;
  isEmpty(wallet: string, bucket: string): Promise<boolean>;
  object(place: ObjectPlace): StoredObject | undefined;
  setObject(place: ObjectPlace, object: StoredObject): void;
  /** Drops the references of an object that goes or is replaced. */
  releaseSlices(object: StoredObject): void;
  deleteObject(place: ObjectPlace): void;
  list(request: ListRequest): Promise<Listing>;
  placements: Placements;
  forgetSession(session: Uint8Array): Promise<void>;
  heldTotal(): Promise<bigint>;
}>;

export type ObjectPlace = Readonly<{ wallet: string; bucket: string; key: string }>;

export function storageOf(
  context: Context,
  { nodes, sessions }: Readonly<{ nodes: Nodes; sessions: Sessions }>,
): Storage {
  const store = context.store(storageStore);
  const knownBuckets = buckets.open(store);
  const knownObjects = objects.open(store);
  const placements = placementsOf(context, nodes);
  const bucketAt = (wallet: string, name: string) => knownBuckets.get([wallet, name]);

  return {
    bucket: bucketAt,
    requireBucket(wallet, name) {
      const found = bucketAt(wallet, name);
      if (found === undefined) throw refuse("bucket-missing", `${wallet} has no bucket "${name}"`);
      return found;
    },
    setBucket: (wallet, name, bucket) => knownBuckets.set([wallet, name], bucket),
    deleteBucket: (wallet, name) => knownBuckets.delete([wallet, name]),
    async bucketsOf(wallet) {
      const found: { name: string; bucket: Bucket }[] = [];
      for await (const [[, name], bucket] of knownBuckets.entries({
        prefix: bucketKey.prefix(wallet),
      }))
        found.push({ name, bucket });
      return found;
    },
    async isEmpty(wallet, bucket) {
      const range = { prefix: objectKey.prefix(wallet, bucket), limit: 1 };
      for await (const _ of knownObjects.entries(range)) return false;
      return true;
    },
    object: ({ wallet, bucket, key }) => knownObjects.get([wallet, bucket, key]),
    setObject: ({ wallet, bucket, key }, object) => knownObjects.set([wallet, bucket, key], object),
    releaseSlices(object) {
      const { parts } = decodeMessage(ManifestSchema, object.manifest);
      for (const { custody } of parts.flatMap(({ slices }) => slices)) {
        const first = custody[0];
        if (first === undefined) continue;
        // As long as the session isn't forgotten, its custody could be used once more.
        placements.release(first, { isSpent: sessions.get(first.session) !== undefined });
      }
    },
    deleteObject: ({ wallet, bucket, key }) => knownObjects.delete([wallet, bucket, key]),
    list: (request) => listObjects(knownObjects, request),
    placements,
    forgetSession: (session) => placements.forgetSession(session),
    async heldTotal() {
      let total = 0n;
      for await (const [, { held }] of knownBuckets.entries()) total += held;
      for await (const [, { held }] of knownObjects.entries()) total += held;
      return total;
    },
  };
}
