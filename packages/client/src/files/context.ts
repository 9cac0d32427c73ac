import type { BucketKey } from "@stos/storage";
import { abortable } from "../chain/deadline.ts";
import type { HttpClient } from "../http/http-client.ts";
import type { BucketRecord, MetaChain } from "../meta/meta-chain.ts";
import type { SessionKeeper } from "../session/session-keeper.ts";
import type { BucketKeys } from "./bucket-keys.ts";
import type { ByteBudget } from "./byte-budget.ts";
import { FilesError } from "./files-error.ts";

/** What all operations on one wallet's files share. */
export type FilesContext = Readonly<{
  wallet: string;
  meta: MetaChain;
  http: HttpClient;
  sessions: SessionKeeper;
  keys: BucketKeys;
  /** A bucket's record as it is from the question on. */
  lookUpBucket(bucket: string): Promise<BucketRecord | undefined>;
  budget: ByteBudget;
  limits: FilesLimits;
}>;

export type FilesLimits = Readonly<{
  /** Slices of one upload on their way at once. */
  slicesInFlight: number;
  /** Slices of one download that are read at once. */
  slicesAhead: number;
  /** Bytes of each of them that lie ready. */
  bufferBytes: number;
  /** Until a transaction is in a block, milliseconds. */
  commitTimeoutMs: number;
}>;

export type OpenBucket = Readonly<{ record: BucketRecord; key: BucketKey | undefined }>;

/** The bucket as it is now: a key that was kept from before might be of a bucket that was deleted and made anew. */
export async function requireBucket(
  { keys, lookUpBucket }: FilesContext,
  bucket: string,
  signal?: AbortSignal,
): Promise<OpenBucket> {
  const record = await abortable(lookUpBucket(bucket), signal);
  if (record === undefined) throw new FilesError({ code: "bucket-missing", bucket });
  return { record, key: keys.of(record) };
}
