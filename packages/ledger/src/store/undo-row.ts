import type { Digest, PathOf } from "./digest.ts";

/** What one block overwrote. */
export type Undo = Readonly<{
  /** Of every module's tree before the block. */
  roots: readonly Digest[];
  /** Sorted by module, then key. */
  records: readonly UndoRecord[];
}>;

/** `value` undefined: the block created the key. */
export type UndoRecord = Readonly<{ module: number; key: Buffer; value: Buffer | undefined }>;

/**
 * u8 modules ‖ their roots ‖ u32 records ‖ u32 end of each ‖ records: u8 module ‖ u8 existed ‖ u16 key length ‖ key ‖ old value.
 * Records are sorted, so that a look-up is a binary search in the row itself.
 */
export function encodeUndo({ roots, records }: Undo): Buffer {
  const head = 1 + roots.length * 32;
  const start = head + 4 + records.length * 4;
  const length = records.reduce(
    (sum, { key, value }) => sum + 4 + key.length + (value?.length ?? 0),
    start,
  );
  const row = Buffer.allocUnsafe(length);
  row[0] = roots.length;
  for (const [place, root] of roots.entries()) row.write(root, 1 + place * 32, "latin1");
  row.writeUInt32BE(records.length, head);

  let end = start;
  for (const [place, { module, key, value }] of records.entries()) {
    row[end] = module;
    row[end + 1] = value === undefined ? 0 : 1;
    row.writeUInt16BE(key.length, end + 2);
    end += 4;
    end += key.copy(row, end);
    if (value !== undefined) end += value.copy(row, end);
    row.writeUInt32BE(end, head + 4 + place * 4);
  }
  return row;
}

export function undoRoots(row: Buffer): readonly Digest[] {
  return Array.from({ length: row[0] ?? 0 }, (_, place) =>
    row.toString("latin1", 1 + place * 32, 33 + place * 32),
  );
}

export function undoLength(row: Buffer): number {
  return row.readUInt32BE(headOf(row));
}

export function undoRecord(row: Buffer, place: number): UndoRecord {
  const ends = headOf(row) + 4;
  const end = row.readUInt32BE(ends + place * 4);
  const start = place === 0 ? ends + undoLength(row) * 4 : row.readUInt32BE(ends + place * 4 - 4);
  const valueStart = start + 4 + row.readUInt16BE(start + 2);
  return {
    module: row.readUInt8(start),
    key: row.subarray(start + 4, valueStart),
    value: row[start + 1] === 0 ? undefined : row.subarray(valueStart, end),
  };
}

/** The first record that isn't before the module's key. */
export function undoPosition(row: Buffer, module: number, key: Uint8Array): number {
  let low = 0;
  let high = undoLength(row);
  while (low < high) {
    const middle = (low + high) >>> 1;
    const record = undoRecord(row, middle);
    const order = record.module - module || Buffer.compare(record.key, key);
    if (order < 0) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** The first 48 bits of every key's path, sorted: tells in memory, without the row, that a block left a key alone. */
export function undoFilter(row: Buffer, pathOf: PathOf): Float64Array {
  const prefixes = new Float64Array(undoLength(row));
  for (let place = 0; place < prefixes.length; place += 1)
    prefixes[place] = pathPrefix(pathOf(undoRecord(row, place).key));
  return prefixes.sort();
}

export function pathPrefix(path: Digest): number {
  return Buffer.from(path.slice(0, 6), "latin1").readUIntBE(0, 6);
}

export function filterHas(filter: Float64Array, prefix: number): boolean {
  let low = 0;
  let high = filter.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((filter[middle] ?? 0) < prefix) low = middle + 1;
    else high = middle;
  }
  return filter[low] === prefix;
}

function headOf(row: Buffer): number {
  return 1 + (row[0] ?? 0) * 32;
}
