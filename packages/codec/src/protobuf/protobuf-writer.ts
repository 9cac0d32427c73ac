/**
 * Writes nested protobuf messages into one growing buffer: for long results of many small messages, where the general encoder of
 * cosmjs-types makes some objects for every field. Empty fields are left out, as proto3 has it; field numbers are 1 to 15.
 */
export type ProtobufWriter = Readonly<{
  bytes(field: number, value: Uint8Array): void;
  /** Of ASCII mostly; any well-formed text. */
  text(field: number, value: string): void;
  /** A varint of a safe number or an int64. */
  number(field: number, value: number | bigint): void;
  /** An inner message, empty ones included. */
  message(field: number, write: () => void): void;
  /** What was written. The writer isn't used after it. */
  finish(): Uint8Array;
}>;

const initialBytes = 4_096;
/** A length up to 2²⁸ − 1 takes at most four bytes, and a text at most three a code unit. */
const lengthBytesMax = 5;

export function protobufWriter(): ProtobufWriter {
  let target = new Uint8Array(initialBytes);
  let offset = 0;

  function reserve(size: number): void {
    if (offset + size <= target.length) return;
    const grown = new Uint8Array(Math.max(target.length * 2, offset + size));
    grown.set(target.subarray(0, offset));
    target = grown;
  }

  function writeLength(value: number): void {
    let rest = value;
    for (; rest >= 0x80; rest = Math.floor(rest / 0x80)) target[offset++] = (rest % 0x80) | 0x80;
    target[offset++] = rest;
  }

  /** Writes what `write` does behind its length: room for a short length first, moved where it is longer. */
  function prefixed(field: number, write: () => void): void {
    reserve(1 + lengthBytesMax);
    target[offset++] = field * 8 + 2;
    const start = offset + 1;
    offset = start;
    write();
    const size = offset - start;
    const shift = lengthSize(size) - 1;
    reserve(lengthBytesMax);
    if (shift > 0) target.copyWithin(start + shift, start, offset);
    const end = offset + shift;
    offset = start - 1;
    writeLength(size);
    offset = end;
  }

  return {
    bytes(field, value) {
      if (value.length === 0) return;
      reserve(1 + lengthBytesMax + value.length);
      target[offset++] = field * 8 + 2;
      writeLength(value.length);
      target.set(value, offset);
      offset += value.length;
    },

    text(field, value) {
      if (value === "") return;
      prefixed(field, () => {
        reserve(3 * value.length);
        offset += encodeInto(value, target, offset);
      });
    },

    number(field, value) {
      if (value === 0 || value === 0n) return;
      reserve(11);
      target[offset++] = field * 8;
      if (typeof value === "number") return writeLength(value);
      let rest = BigInt.asUintN(64, value);
      for (; rest >= 0x80n; rest >>= 7n) target[offset++] = Number(rest & 0x7fn) | 0x80;
      target[offset++] = Number(rest);
    },

    message: prefixed,
    finish: () => target.subarray(0, offset),
  };
}

const encoder = new TextEncoder();

/** Answers the bytes written. */
function encodeInto(value: string, target: Uint8Array, start: number): number {
  for (let index = 0; index < value.length; index += 1) {
    const code = value.charCodeAt(index);
    if (code >= 0x80) return encoder.encodeInto(value, target.subarray(start)).written;
    target[start + index] = code;
  }
  return value.length;
}

function lengthSize(value: number): number {
  let size = 1;
  for (let rest = value; rest >= 0x80; rest = Math.floor(rest / 0x80)) size += 1;
  return size;
}
