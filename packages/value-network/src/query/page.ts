import { type StateMap, sdkError } from "@stos/ledger";
import type { PageRequest, PageResponse } from "cosmjs-types/cosmos/base/query/v1beta1/pagination";

const limitDefault = 100;
const limitMax = 1_000;

/** A map's keys: one text, or components. */
export type PageKey = string | readonly (string | number)[];

type Range<K> = Readonly<{ gte: K; lt: K }>;

/** A page of rows as Cosmos answers it. */
export type Page<T> = Readonly<{ rows: T[]; pagination: PageResponse }>;

/**
 * One page of a map's entries. `row` answers undefined for what isn't listed. At most 1,000 rows, 100 unless asked. `next_key`
 * is opaque to clients: it holds where the next page begins.
 */
export async function pageOf<K extends PageKey, V, T>(
  map: StateMap<K, V>,
  request: PageRequest | undefined,
  {
    range,
    row,
  }: Readonly<{
    range?: Range<K>;
    row: (key: K, value: V) => T | undefined | Promise<T | undefined>;
  }>,
): Promise<Page<T>> {
  const { key, limit, reverse } = request ?? { key: new Uint8Array(), limit: 0n, reverse: false };
  const start = key.length === 0 ? undefined : cursorOf<K>(key, range);
  const wanted = Math.min(Number(limit) || limitDefault, limitMax);
  const skipped = start === undefined ? Number(request?.offset ?? 0n) : 0;
  const isCounted = start === undefined && (request === undefined || request.countTotal);

  const rows: T[] = [];
  let seen = 0;
  let next: K | undefined;
  let newest: K | undefined;
  for await (const [at, value] of map.entries(bounds(range, start, reverse))) {
    const found = await row(at, value);
    if (found === undefined) continue;
    seen += 1;
    if (seen <= skipped) continue;
    if (rows.length < wanted) {
      rows.push(found);
      newest = at;
    } else {
      // Backwards, a page begins before a key; forwards, at one.
      next ??= reverse ? newest : at;
      if (!isCounted) break;
    }
  }
  return {
    rows,
    pagination: {
      nextKey: next === undefined ? new Uint8Array() : Buffer.from(JSON.stringify(next)),
      total: isCounted ? BigInt(seen) : 0n,
    },
  };
}

function bounds<K>(range: Range<K> | undefined, start: K | undefined, reverse: boolean) {
  const within = range ?? {};
  if (start === undefined) return { ...within, reverse };
  return reverse ? { ...within, lt: start, reverse } : { ...within, gte: start, reverse };
}

/** A key that `pageOf` gave out, of this range. Throws `ChainError`. */
function cursorOf<K extends PageKey>(bytes: Uint8Array, range: Range<K> | undefined): K {
  let parsed: unknown;
  try {
    parsed = JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(bytes));
  } catch {
    throw unknownKey();
  }
  const isKey = (parts: readonly unknown[]) => parts.every(isComponent);
  if (typeof parsed === "string" && typeof (range?.gte ?? "") === "string") return parsed as K;
  if (!Array.isArray(parsed) || !isKey(parsed) || !fits(parsed, range?.gte)) throw unknownKey();
  return parsed as unknown as K;
}

function isComponent(part: unknown): boolean {
  return (
    (typeof part === "string" && part.length <= 100 && !part.includes("\0")) ||
    (Number.isSafeInteger(part) && Number(part) >= 0)
  );
}

/** Of the same components, those that the range fixes among them. */
function fits(parts: readonly unknown[], first: PageKey | undefined): boolean {
  if (first === undefined || typeof first === "string") return false;
  return (
    parts.length === first.length &&
    first.every((part, index) => {
      const given = parts[index];
      return typeof given === typeof part && (part === "" || part === 0 || given === part);
    })
  );
}

function unknownKey(): Error {
  return sdkError(
    "invalid-request",
    "pagination.key is none that this list gave out; begin without one",
  );
}
