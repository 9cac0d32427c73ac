/**
 * One field of a protobuf message: bytes (an inner message, too), a text, or a whole number as a varint (a negative one
 * in the ten bytes of an int64).
 */
export type ProtobufField = readonly [number: number, value: Uint8Array | string | bigint];

const encoder = new TextEncoder();

/**
 * A message as proto3 writes it: the fields in the given order, empty ones left out. For the few messages that are made for
 * every transaction: the general encoder of cosmjs-types takes 8 KiB of memory for each message, however short. Field
 * numbers are 1 to 15.
 */
export function encodeProtobufFields(fields: readonly ProtobufField[]): Uint8Array {
  const parts: (readonly [tag: number, bytes: Uint8Array | undefined, number: bigint])[] = [];
  let size = 0;
  for (const [number, value] of fields) {
    if (number < 1 || number > 15) throw new RangeError(`no field number of one byte: ${number}`);
    if (typeof value === "bigint") {
      if (value === 0n) continue;
      const unsigned = BigInt.asUintN(64, value);
      parts.push([number * 8, undefined, unsigned]);
      size += 1 + varintLength(unsigned);
      continue;
    }
    if (value.length === 0) continue;
    const bytes = typeof value === "string" ? encoder.encode(value) : value;
    const length = BigInt(bytes.length);
    parts.push([number * 8 + 2, bytes, length]);
    size += 1 + varintLength(length) + bytes.length;
  }

  const target = new Uint8Array(size);
  let offset = 0;
  for (const [tag, bytes, number] of parts) {
    target[offset] = tag;
    offset = writeVarint(target, offset + 1, number);
    if (bytes === undefined) continue;
    target.set(bytes, offset);
    offset += bytes.length;
  }
  return target;
}

function varintLength(value: bigint): number {
  if (value < 0x80n) return 1;
  let length = 1;
  for (let rest = value >> 7n; rest > 0n; rest >>= 7n) length += 1;
  return length;
}

function writeVarint(target: Uint8Array, start: number, value: bigint): number {
  let offset = start;
  let rest = value;
  while (rest >= 0x80n) {
    target[offset++] = Number(rest & 0x7fn) | 0x80;
    rest >>= 7n;
  }
  target[offset++] = Number(rest);
  return offset;
}
