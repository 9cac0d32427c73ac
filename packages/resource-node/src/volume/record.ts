import { crc32 } from "node:zlib";

/** What a volume's log holds: a slice, or word that one is deleted. */
export type VolumeRecord =
  | Readonly<{ kind: "slice"; id: Uint8Array; bytes: Uint8Array }>
  | Readonly<{ kind: "tombstone"; id: Uint8Array }>;

export type RecordHead = Readonly<{
  kind: VolumeRecord["kind"];
  id: Uint8Array;
  /** Bytes of the slice; 0 for a tombstone. */
  length: number;
  /** Over the header before it and the slice. */
  check: number;
}>;

export const recordHeadBytes = 64;
/** Slices up to this size are packed; larger ones have a file each. */
export const packedBytesMax = 1_048_576;

const magic = 0x53544f56;
const kinds = { slice: 1, tombstone: 2 } as const;
const checkOffset = 60;

/** Bytes of a record with its header and the padding to the next multiple of 64. */
export function recordBytes(length: number): number {
  return Math.ceil((recordHeadBytes + length) / recordHeadBytes) * recordHeadBytes;
}

/** Header, slice and padding, to be written one after the other. */
export function encodeRecord(record: VolumeRecord): readonly Uint8Array[] {
  const bytes = record.kind === "slice" ? record.bytes : new Uint8Array(0);
  const head = Buffer.alloc(recordHeadBytes);
  head.writeUInt32BE(magic, 0);
  head.writeUInt8(kinds[record.kind], 4);
  head.writeUInt32BE(bytes.length, 8);
  head.set(record.id, 12);
  head.writeUInt32BE(crc32(bytes, crc32(head.subarray(0, checkOffset))), checkOffset);
  const padding = recordBytes(bytes.length) - recordHeadBytes - bytes.length;
  return [head, bytes, new Uint8Array(padding)].filter((piece) => piece.length > 0);
}

/** Undefined where no header stands: at the log's end, or where a write was torn. */
export function decodeHead(head: Buffer): RecordHead | undefined {
  if (head.length < recordHeadBytes || head.readUInt32BE(0) !== magic) return undefined;
  const length = head.readUInt32BE(8);
  const kind = head.readUInt8(4);
  if (length > packedBytesMax || (kind !== kinds.slice && kind !== kinds.tombstone))
    return undefined;
  return {
    kind: kind === kinds.slice ? "slice" : "tombstone",
    id: new Uint8Array(head.subarray(12, 44)),
    length,
    check: head.readUInt32BE(checkOffset),
  };
}

/** Whether header and slice are what was written. */
export function isIntact(head: Buffer, bytes: Uint8Array, check: number): boolean {
  return crc32(bytes, crc32(head.subarray(0, checkOffset))) === check;
}
