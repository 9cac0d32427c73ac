import { bytesToHex, hexToBytes } from "@noble/hashes/utils.js";
import { type Noz, noz, type Wei, wei } from "@stos/units";
import { malformed } from "../codec-error.ts";
import { type Codec, mapped } from "./codec.ts";
import { readVarint, varintSize, writeVarint } from "./varint.ts";

const encoder = new TextEncoder();
const decoder = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

/** UTF-8. An empty text has no bytes, so a state entry can't be one alone: put it in a record. */
export const text: Codec<string> = {
  encode(value) {
    const ascii = value.length <= shortTextMax ? asciiBytes(value) : undefined;
    if (ascii !== undefined) return ascii;
    if (!value.isWellFormed()) throw new RangeError("a text holds half a surrogate pair");
    return encoder.encode(value);
  },
  decode(bytes) {
    try {
      return decoder.decode(bytes);
    } catch {
      throw malformed("a text", "it is no UTF-8");
    }
  },
};

/** Up to this length a loop is faster than the encoder's call: addresses and names, the keys of most maps. */
const shortTextMax = 80;

function asciiBytes(value: string): Uint8Array | undefined {
  const bytes = new Uint8Array(value.length);
  for (let index = 0; index < value.length; index += 1) {
    const code = value.charCodeAt(index);
    if (code >= 0x80) return undefined;
    bytes[index] = code;
  }
  return bytes;
}

/** As they are. Empty ones can't be a state entry alone. */
export const bytes: Codec<Uint8Array> = { encode: (value) => value, decode: (value) => value };

/** Exactly `size` bytes. */
export function fixedBytes(size: number): Codec<Uint8Array> {
  return {
    encode(value) {
      if (value.length !== size) throw new RangeError(`${value.length} bytes instead of ${size}`);
      return value;
    },
    decode(value) {
      if (value.length !== size) throw malformed("a field", `${value.length} bytes, not ${size}`);
      return value;
    },
  };
}

/** A number from 0 to 2⁵³ − 1, as unsigned LEB128. */
export const u64: Codec<number> = {
  encode(value) {
    requireSafe(value);
    const target = new Uint8Array(varintSize(value));
    writeVarint(target, 0, value);
    return target;
  },
  decode(source) {
    const [value, next] = readVarint(source, 0);
    if (next !== source.length) throw malformed("a number", "bytes follow it");
    return value;
  },
};

/** A whole number from 0 on, at most 2⁵¹² − 1: big-endian without leading zeros; 0 is one zero byte. */
export const integer: Codec<bigint> = {
  encode(value) {
    if (value < 0n) throw new RangeError(`a negative number can't be encoded: ${value}`);
    const digits = value.toString(16);
    const size = (digits.length + 1) >> 1;
    if (size > integerBytesMax) throw new RangeError("a number exceeds 2^512 - 1");
    return hexToBytes(digits.padStart(size * 2, "0"));
  },
  decode(source) {
    if (source.length === 0 || source.length > integerBytesMax)
      throw malformed("an integer", `it has ${source.length} bytes`);
    if (source[0] === 0 && source.length > 1)
      throw malformed("an integer", "it starts with a zero byte");
    return BigInt(`0x${bytesToHex(source)}`);
  },
};

export const weiAmount: Codec<Wei> = mapped(integer, wei, (value) => value);
export const nozAmount: Codec<Noz> = mapped(integer, noz, (value) => value);

/** One byte, 0 or 1. */
export const flag: Codec<boolean> = {
  encode: (value) => Uint8Array.of(value ? 1 : 0),
  decode(source) {
    if (source.length !== 1 || (source[0] !== 0 && source[0] !== 1))
      throw malformed("a flag", "it is neither 0 nor 1");
    return source[0] === 1;
  },
};

/** One of the given texts: a state, a kind. */
export function oneOf<const T extends string>(...choices: readonly T[]): Codec<T> {
  return mapped(
    text,
    (value) => {
      const found = choices.find((choice) => choice === value);
      if (found === undefined)
        throw malformed("a choice", `"${value}" is none of ${choices.join(", ")}`);
      return found;
    },
    (value) => value,
  );
}

const integerBytesMax = 64;

export function requireSafe(value: number): void {
  if (!Number.isSafeInteger(value) || value < 0)
    throw new RangeError(`no whole number from 0 to 2^53 - 1: ${value}`);
}
