import type { Digest } from "./digest.ts";
import type { RowRange } from "./key-value.ts";
import type { KeyRange } from "./store.ts";

/** Every row's key begins with its table; those of a module go on with the module's number, its place in the genesis' list. */
const tables = { meta: 0x6d, keyOfPath: 0x70, flat: 0x73, page: 0x74, undo: 0x75 } as const;

export const metaKey = Buffer.of(tables.meta);

export function flatKey(module: number, key: Uint8Array): Buffer {
  const row = Buffer.allocUnsafe(2 + key.length);
  row[0] = tables.flat;
  row[1] = module;
  row.set(key, 2);
  return row;
}

/** `id` is a `positionId`. */
export function pageKey(module: number, id: string): Buffer {
  return Buffer.from(String.fromCharCode(tables.page, module) + id, "latin1");
}

export function pageId(key: Buffer): string {
  return key.toString("latin1", 2);
}

export function pathKey(module: number, path: Digest): Buffer {
  return Buffer.from(String.fromCharCode(tables.keyOfPath, module) + path, "latin1");
}

export function undoKey(height: number): Buffer {
  const key = Buffer.allocUnsafe(5);
  key[0] = tables.undo;
  key.writeUInt32BE(height, 1);
  return key;
}

export function undoHeight(key: Buffer): number {
  return key.readUInt32BE(1);
}

export function pageRows(module: number): RowRange {
  return wholeTable(Buffer.of(tables.page, module), Buffer.of(tables.page, module + 1));
}

export const undoRows = wholeTable(Buffer.of(tables.undo), Buffer.of(tables.undo + 1));

/** A module's number is at most 254: its rows end where the next number's begin. */
export const modulesMax = 255;

export function flatRows(module: number, { gte, lt, reverse, limit }: KeyRange): RowRange {
  return {
    gte: flatKey(module, gte ?? new Uint8Array(0)),
    lt: lt === undefined ? Buffer.of(tables.flat, module + 1) : flatKey(module, lt),
    reverse: reverse ?? false,
    limit: limit ?? 0,
  };
}

function wholeTable(gte: Buffer, lt: Buffer): RowRange {
  return { gte, lt, reverse: false, limit: 0 };
}
