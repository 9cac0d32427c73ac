import { createHash } from "node:crypto";
import {
  type Body,
  type BucketInfo,
  FilesError,
  type ListOptions,
  type ObjectInfo,
  type ObjectList,
  type ObjectStore,
  type ObjectTarget,
  type OpenedObject,
  type OpenOptions,
  type PartOptions,
  type PutOptions,
  type UploadedPart,
} from "@stos/client";
import { listInOrder } from "./list-in-order.ts";

type Bucket = Readonly<{ info: BucketInfo; objects: Map<string, StoredObject> }>;
type StoredObject = Readonly<{ info: ObjectInfo; bytes: Buffer }>;

const REPLICAS = 3;
const REPLICAS_MAX = 6;
const STREAM_BYTES = 256 * 1024;

/** An `ObjectStore` in memory: the same answers as the network's, without the network. A part's manifest is the part itself. */
export class MemoryObjectStore implements ObjectStore {
  readonly #buckets = new Map<string, Bucket>();
  readonly #now: () => number;
  /** Bytes that it accepts before the Ozone is used up. */
  ozone: number;

  constructor({ now = Date.now, ozone = Number.POSITIVE_INFINITY } = {}) {
    this.#now = now;
    this.ozone = ozone;
  }

  async createBucket(bucket: string, { plain }: Readonly<{ plain: boolean }>): Promise<void> {
    if (this.#buckets.has(bucket)) throw new FilesError({ code: "bucket-exists", bucket });
    const info = { name: bucket, plain, createdMs: this.#now() };
    this.#buckets.set(bucket, { info, objects: new Map() });
  }

  async deleteBucket(bucket: string): Promise<void> {
    if (this.#bucket(bucket).objects.size > 0) {
      throw new FilesError({ code: "bucket-not-empty", bucket });
    }
    this.#buckets.delete(bucket);
  }

  async listBuckets(): Promise<readonly BucketInfo[]> {
    return [...this.#buckets.values()].map(({ info }) => info);
  }

  async headBucket(bucket: string): Promise<BucketInfo | undefined> {
    return this.#buckets.get(bucket)?.info;
  }

  async put(target: ObjectTarget, body: Body, options: PutOptions): Promise<ObjectInfo> {
    this.#bucket(target.bucket);
    const bytes = await this.#receive(body, options);
    return this.#publish(target, { bytes, etag: md5(bytes).toString("hex") }, options);
  }

  async head(bucket: string, key: string): Promise<ObjectInfo | undefined> {
    return this.#bucket(bucket).objects.get(key)?.info;
  }

  async open(
    bucket: string,
    key: string,
    { range, signal }: OpenOptions,
  ): Promise<OpenedObject | undefined> {
    const found = this.#bucket(bucket).objects.get(key);
    if (found === undefined) return undefined;
    const { info, bytes } = found;
    const wanted = range === undefined ? bytes : bytes.subarray(range.first, range.last + 1);
    return { info, body: stream(wanted, signal) };
  }

  async list(bucket: string, options: ListOptions): Promise<ObjectList> {
    const { objects } = this.#bucket(bucket);
    return listInOrder(
      [...objects.values()].map(({ info }) => info),
      options,
    );
  }

  async deleteObjects(bucket: string, keys: readonly string[]): Promise<void> {
    const { objects } = this.#bucket(bucket);
    for (const key of keys) objects.delete(key);
  }

  async putPart(bucket: string, body: Body, options: PartOptions): Promise<UploadedPart> {
    this.#bucket(bucket);
    const bytes = await this.#receive(body, options);
    const replicas = options.replicas ?? REPLICAS;
    return { size: bytes.length, md5: md5(bytes), replicas, manifest: bytes };
  }

  async assemble(
    target: ObjectTarget,
    parts: readonly UploadedPart[],
    options: PutOptions,
  ): Promise<ObjectInfo> {
    const bytes = Buffer.concat(parts.map(({ manifest }) => manifest));
    const ofParts = md5(Buffer.concat(parts.map((part) => part.md5)));
    return this.#publish(
      target,
      { bytes, etag: `${ofParts.toString("hex")}-${parts.length}` },
      options,
    );
  }

  #bucket(bucket: string): Bucket {
    const found = this.#buckets.get(bucket);
    if (found === undefined) throw new FilesError({ code: "bucket-missing", bucket });
    return found;
  }

  async #receive(body: Body, { size, replicas = REPLICAS, signal }: PartOptions): Promise<Buffer> {
    if (replicas > REPLICAS_MAX) {
      const allowed = `1 to ${REPLICAS_MAX}`;
      throw new FilesError({ code: "replicas-out-of-range", asked: replicas, allowed });
    }
    const chunks: Buffer[] = [];
    let received = 0;
    for await (const chunk of body) {
      signal?.throwIfAborted();
      received += chunk.length;
      if (received > this.ozone) {
        const needed = BigInt(received);
        throw new FilesError({ code: "ozone-exhausted", needed, available: BigInt(this.ozone) });
      }
      chunks.push(Buffer.from(chunk));
    }
    if (size !== undefined && received !== size) {
      throw new FilesError({ code: "size-differs", expected: size, received });
    }
    this.ozone -= received;
    return Buffer.concat(chunks);
  }

  #publish(
    { bucket, key }: ObjectTarget,
    { bytes, etag }: Readonly<{ bytes: Buffer; etag: string }>,
    options: PutOptions,
  ): ObjectInfo {
    const { objects } = this.#bucket(bucket);
    checkConditions(objects.get(key)?.info.etag, options);
    const info = {
      key,
      size: bytes.length,
      etag,
      contentType: options.contentType ?? "binary/octet-stream",
      metadata: options.metadata,
      modifiedMs: this.#now(),
      replicas: options.replicas ?? REPLICAS,
    };
    objects.set(key, { info, bytes });
    return info;
  }
}

function checkConditions(etag: string | undefined, { ifMatch, ifNoneMatch }: PutOptions): void {
  const matches = (stated: string) => etag !== undefined && (stated === "*" || stated === etag);
  if (ifMatch !== undefined && !matches(ifMatch)) {
    throw new FilesError({ code: "condition-failed", condition: "if-match" });
  }
  if (ifNoneMatch !== undefined && matches(ifNoneMatch)) {
    throw new FilesError({ code: "condition-failed", condition: "if-none-match" });
  }
}

async function* stream(bytes: Buffer, signal: AbortSignal | undefined) {
  for (let at = 0; at < bytes.length; at += STREAM_BYTES) {
    signal?.throwIfAborted();
    yield bytes.subarray(at, at + STREAM_BYTES);
  }
}

function md5(bytes: Uint8Array): Buffer {
  return createHash("md5").update(bytes).digest();
}
