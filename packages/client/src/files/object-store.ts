/**
 * Objects as a gateway or a program sees them, in buckets of one wallet. The SDK implements it over the network; the
 * gateway's tests hold it in memory. Failures are `FilesError`s.
 */
export interface ObjectStore {
  createBucket(bucket: string, options: Readonly<{ plain: boolean }>): Promise<void>;
  deleteBucket(bucket: string): Promise<void>;
  listBuckets(): Promise<readonly BucketInfo[]>;
  headBucket(bucket: string): Promise<BucketInfo | undefined>;

  /** Visible at once and as a whole when it answers; a body that fails or is aborted leaves nothing. */
  put(target: ObjectTarget, body: Body, options: PutOptions): Promise<ObjectInfo>;
  head(bucket: string, key: string): Promise<ObjectInfo | undefined>;
  /** Streams plaintext. `range` is of the plaintext, already checked against the size by the caller where it knows it. */
  open(bucket: string, key: string, options: OpenOptions): Promise<OpenedObject | undefined>;
  list(bucket: string, options: ListOptions): Promise<ObjectList>;
  /** Keys that aren't there are no failure. */
  deleteObjects(bucket: string, keys: readonly string[]): Promise<void>;

  /** Uploads one part of a multipart upload: durable on its replicas, visible nowhere. */
  putPart(bucket: string, body: Body, options: PartOptions): Promise<UploadedPart>;
  /** Makes one object of parts, in their order; the ETag is S3's `md5-of-md5s-N`. */
  assemble(
    target: ObjectTarget,
    parts: readonly UploadedPart[],
    options: PutOptions,
  ): Promise<ObjectInfo>;
}

/** Pieces of any length, in order. What was given out isn't changed afterwards: the store may keep it until it is sent. */
export type Body = AsyncIterable<Uint8Array>;

export type BucketInfo = Readonly<{ name: string; plain: boolean; createdMs: number }>;

export type ObjectTarget = Readonly<{ bucket: string; key: string }>;

export type PutOptions = Readonly<{
  /** Plaintext bytes where known ahead; a body of another length is refused. */
  size?: number;
  contentType?: string;
  /** Whatever the writer wants to find again: S3's user metadata and response headers. */
  metadata: Readonly<Record<string, string>>;
  /** Default: the network's (3). */
  replicas?: number;
  /** An ETag without quotes, or `*`; checked by consensus. */
  ifMatch?: string;
  ifNoneMatch?: string;
  signal?: AbortSignal;
}>;

export type PartOptions = Readonly<{ size?: number; replicas?: number; signal?: AbortSignal }>;

export type OpenOptions = Readonly<{ range?: ByteRange; signal?: AbortSignal }>;

/** Both ends included, as HTTP has it. */
export type ByteRange = Readonly<{ first: number; last: number }>;

export type ObjectInfo = Readonly<{
  key: string;
  size: number;
  /** Without quotes. */
  etag: string;
  contentType: string;
  metadata: Readonly<Record<string, string>>;
  modifiedMs: number;
  replicas: number;
}>;

/** `info` is the version that `body` streams, whatever is written meanwhile. */
export type OpenedObject = Readonly<{ info: ObjectInfo; body: Body }>;

export type ListOptions = Readonly<{
  prefix: string;
  /** Groups keys by what stands between the prefix and it; empty: no grouping. */
  delimiter: string;
  /** Keys and common prefixes after this one, exclusive. */
  after: string;
  /** Of keys and common prefixes together, at most 1,000. */
  limit: number;
}>;

export type ObjectList = Readonly<{
  objects: readonly ObjectInfo[];
  commonPrefixes: readonly string[];
  /** What `after` takes next; absent: that was all. */
  next?: string;
}>;

/** Kept by the caller until `assemble`; `manifest` is an encoded `stratos.storage.v1.Part`. */
export type UploadedPart = Readonly<{
  size: number;
  md5: Uint8Array;
  replicas: number;
  manifest: Uint8Array;
}>;
