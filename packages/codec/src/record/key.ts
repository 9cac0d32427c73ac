import { malformed } from "../codec-error.ts";
import type { Codec } from "./codec.ts";
import { requireSafe, text } from "./scalars.ts";

/** A codec whose bytes sort as its values do, alone and in front of other components. */
export type KeyCodec<T> = Codec<T> &
  Readonly<{
    /** The form that tells its own end, for a component that another follows. */
    encodeInner(value: T): Uint8Array;
    decodeInner(source: Uint8Array, offset: number): readonly [value: T, next: number];
  }>;

type Components<T extends readonly unknown[]> = { readonly [I in keyof T]: KeyCodec<T[I]> };

/** A key of several components, compared one after the other. */
export type TupleKey<T extends readonly unknown[]> = KeyCodec<T> &
  Readonly<{
    /** What every key that begins with these components begins with, and no other. */
    prefix(...leading: LeadingOf<T>): Uint8Array;
  }>;

type LeadingOf<T extends readonly unknown[]> = T extends readonly [...infer Head, unknown]
  ? Head | LeadingOf<Head>
  : readonly [];

/** The keys of maps in the state. */
export const key = {
  /** 8 bytes, big-endian; a number from 0 to 2⁵³ − 1. */
  u64: fixed(8, encodeU64, decodeU64),

  /** UTF-8 by code points. As it is when last; in front of others it ends with a zero byte, so it may hold none. */
  text: textKey(),

  /** Exactly `size` bytes. */
  bytes(size: number): KeyCodec<Uint8Array> {
    return fixed(
      size,
      (value) => {
        if (value.length !== size) throw new RangeError(`${value.length} bytes instead of ${size}`);
        return value;
      },
      (source) => source,
    );
  },

  tuple<T extends readonly unknown[]>(...components: Components<T>): TupleKey<Readonly<T>> {
    return tupleKey<Readonly<T>>(components);
  },
} as const;

/** The first key behind all those that begin with `prefix`; undefined where there is none. */
export function prefixEnd(prefix: Uint8Array): Uint8Array | undefined {
  let last = prefix.length - 1;
  while (last >= 0 && prefix[last] === 0xff) last -= 1;
  if (last < 0) return undefined;
  const end = prefix.slice(0, last + 1);
  end[last] = (prefix[last] ?? 0) + 1;
  return end;
}

function fixed<T>(
  size: number,
  encode: (value: T) => Uint8Array,
  read: (source: Uint8Array) => T,
): KeyCodec<T> {
  return {
    encode,
    encodeInner: encode,
    decode(source) {
      if (source.length !== size) throw malformed("a key", `${source.length} bytes, not ${size}`);
      return read(source);
    },
    decodeInner(source, offset) {
      const next = offset + size;
      if (next > source.length) throw malformed("a key", "it is cut off");
      return [read(source.subarray(offset, next)), next];
    },
  };
}

function encodeU64(value: number): Uint8Array {
  requireSafe(value);
  const target = new Uint8Array(8);
  const view = new DataView(target.buffer);
  view.setUint32(0, Math.floor(value / 0x1_0000_0000));
  view.setUint32(4, value >>> 0);
  return target;
}

function decodeU64(source: Uint8Array): number {
  const view = new DataView(source.buffer, source.byteOffset, 8);
  const value = view.getUint32(0) * 0x1_0000_0000 + view.getUint32(4);
  if (!Number.isSafeInteger(value)) throw malformed("a key", "its number exceeds 2^53 - 1");
  return value;
}

function textKey(): KeyCodec<string> {
  return {
    encode: text.encode,
    decode: text.decode,
    encodeInner(value) {
      const encoded = text.encode(value);
      if (encoded.includes(0)) throw new RangeError("a key's text holds a zero character");
      const target = new Uint8Array(encoded.length + 1);
      target.set(encoded);
      return target;
    },
    decodeInner(source, offset) {
      const end = source.indexOf(0, offset);
      if (end < 0) throw malformed("a key", "its text has no end");
      return [text.decode(source.subarray(offset, end)), end + 1];
    },
  };
}

function tupleKey<T extends readonly unknown[]>(components: Components<T>): TupleKey<T> {
  const parts = components as readonly KeyCodec<unknown>[];
  const inner = (values: readonly unknown[]): Uint8Array =>
    concat(values.map((value, index) => at(parts, index).encodeInner(value)));

  return {
    encodeInner: inner,
    prefix: (...leading) => inner(leading),
    encode(values) {
      const last = values.length - 1;
      return concat([inner(values.slice(0, last)), at(parts, last).encode(values[last])]);
    },
    decodeInner(source, offset) {
      const values: unknown[] = [];
      let next = offset;
      for (const part of parts) {
        const [value, end] = part.decodeInner(source, next);
        values.push(value);
        next = end;
      }
      return [values as unknown as T, next];
    },
    decode(source) {
      const values: unknown[] = [];
      let next = 0;
      for (const part of parts.slice(0, -1)) {
        const [value, end] = part.decodeInner(source, next);
        values.push(value);
        next = end;
      }
      values.push(at(parts, parts.length - 1).decode(source.subarray(next)));
      return values as unknown as T;
    },
  };
}

function at(parts: readonly KeyCodec<unknown>[], index: number): KeyCodec<unknown> {
  const part = parts[index];
  if (part === undefined) throw new RangeError(`a key has no component ${index}`);
  return part;
}

function concat(parts: readonly Uint8Array[]): Uint8Array {
  const target = new Uint8Array(parts.reduce((size, part) => size + part.length, 0));
  let offset = 0;
  for (const part of parts) {
    target.set(part, offset);
    offset += part.length;
  }
  return target;
}
