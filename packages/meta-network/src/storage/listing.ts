import { compareBytes } from "@stos/codec";
import type { StateMap } from "@stos/ledger";
import { objectKey, type StoredObject } from "./state.ts";

export type ListRequest = Readonly<{
  wallet: string;
  bucket: string;
  prefix: string;
  /** Keys and common prefixes after this one, exclusive. */
  after: string;
  delimiter: string;
  limit: number;
}>;

export type Listing = Readonly<{
  objects: readonly Readonly<{ key: string; object: StoredObject }>[];
  commonPrefixes: readonly string[];
  /** What `after` takes next; undefined: that was all. */
  next: string | undefined;
}>;

/**
 * Keys in the order of their UTF-8 bytes; what stands between the prefix and the delimiter is grouped. A group is left by
 * one seek behind it, however many keys it holds, so the work is bounded by `limit`.
 */
export async function listObjects(
  objects: StateMap<ObjectKey, StoredObject>,
  request: ListRequest,
): Promise<Listing> {
  const found: { key: string; object: StoredObject }[] = [];
  const commonPrefixes: string[] = [];
  let last: string | undefined;
  let start: string | undefined = startOf(request);

  while (start !== undefined) {
    const step: Step = await nextKey(objects, request, start);
    if (step === undefined) return { objects: found, commonPrefixes, next: undefined };
    if (found.length + commonPrefixes.length >= request.limit)
      return { objects: found, commonPrefixes, next: last };

    const group = groupOf(step.key, request);
    if (group === undefined) found.push(step);
    else commonPrefixes.push(group);
    last = group ?? step.key;
    start = group === undefined ? `${step.key}\0` : behind(group);
  }
  return { objects: found, commonPrefixes, next: undefined };
}

type Step = Readonly<{ key: string; object: StoredObject }> | undefined;

async function nextKey(
  objects: StateMap<ObjectKey, StoredObject>,
  { wallet, bucket, prefix }: ListRequest,
  start: string,
): Promise<Step> {
  const range = {
    gte: place(wallet, bucket, start),
    prefix: prefixBytes({ wallet, bucket, prefix }),
    limit: 1,
  };
  for await (const [[, , key], object] of objects.entries(range)) return { key, object };
  return undefined;
}

/** Where the listing begins: at the prefix, or behind `after` and everything that `after` groups. */
function startOf(request: ListRequest): string | undefined {
  const { prefix, after } = request;
  if (after === "") return prefix;
  const start = groupOf(after, request) === after ? behind(after) : `${after}\0`;
  if (start === undefined) return undefined;
  return compareBytes(Buffer.from(start), Buffer.from(prefix)) < 0 ? prefix : start;
}

/** The common prefix that a key belongs to. */
function groupOf(key: string, { prefix, delimiter }: ListRequest): string | undefined {
  if (delimiter === "" || !key.startsWith(prefix)) return undefined;
  const at = key.indexOf(delimiter, prefix.length);
  return at < 0 ? undefined : key.slice(0, at + delimiter.length);
}

/** The first text behind all those that begin with `text`, by code points, which is UTF-8's order; undefined where there is none. */
function behind(text: string): string | undefined {
  const points = [...text];
  while (points.length > 0) {
    const last = points.pop()?.codePointAt(0) ?? 0;
    if (last === 0x10_ffff) continue;
    const next = last + 1 === 0xd800 ? 0xe000 : last + 1;
    return points.join("") + String.fromCodePoint(next);
  }
  return undefined;
}

type ObjectKey = readonly [wallet: string, bucket: string, key: string];

function place(wallet: string, bucket: string, key: string): ObjectKey {
  return [wallet, bucket, key];
}

function prefixBytes({
  wallet,
  bucket,
  prefix,
}: Readonly<{ wallet: string; bucket: string; prefix: string }>): Uint8Array {
  return Buffer.concat([objectKey.prefix(wallet, bucket), Buffer.from(prefix)]);
}
