import { malformed } from "../codec-error.ts";
import type { Codec } from "./codec.ts";
import { readVarint, varintSize, writeVarint } from "./varint.ts";

type Fields<T> = { readonly [K in keyof T]: Codec<T[K]> };

/**
 * The fields in the order in which they are named here, each behind its length. The order is the layout: a changed one
 * is a fork.
 */
export function record<T extends Readonly<Record<string, unknown>>>(
  fields: Fields<T>,
): Codec<Readonly<T>> {
  const entries = Object.entries(fields) as readonly (readonly [
    keyof T & string,
    Codec<T[keyof T]>,
  ])[];
  return {
    encode: (value) => join(entries.map(([name, codec]) => codec.encode(value[name]))),
    decode(source) {
      const value: { [K in keyof T]?: T[keyof T] } = {};
      let offset = 0;
      for (const [name, codec] of entries) {
        const [part, next] = readPart(source, offset);
        value[name] = codec.decode(part);
        offset = next;
      }
      if (offset !== source.length) throw malformed("a record", "bytes follow its last field");
      return value as T;
    },
  };
}

/** The number of items, then each behind its length. */
export function list<T>(item: Codec<T>): Codec<readonly T[]> {
  return {
    encode(values) {
      const count = new Uint8Array(varintSize(values.length));
      writeVarint(count, 0, values.length);
      return join(
        values.map((value) => item.encode(value)),
        count,
      );
    },
    decode(source) {
      const [count, start] = readVarint(source, 0);
      if (count > source.length - start) throw malformed("a list", "it is shorter than it says");
      const values: T[] = [];
      let offset = start;
      for (let index = 0; index < count; index += 1) {
        const [part, next] = readPart(source, offset);
        values.push(item.decode(part));
        offset = next;
      }
      if (offset !== source.length) throw malformed("a list", "bytes follow its last item");
      return values;
    },
  };
}

/** A zero byte for undefined, else 1 and the value. */
export function optional<T>(codec: Codec<T>): Codec<T | undefined> {
  return {
    encode(value) {
      if (value === undefined) return Uint8Array.of(0);
      const inner = codec.encode(value);
      const target = new Uint8Array(inner.length + 1);
      target[0] = 1;
      target.set(inner, 1);
      return target;
    },
    decode(source) {
      if (source[0] === 1) return codec.decode(source.subarray(1));
      if (source[0] === 0 && source.length === 1) return undefined;
      throw malformed("an optional value", "it starts with neither 0 nor 1");
    },
  };
}

function join(parts: readonly Uint8Array[], head: Uint8Array = new Uint8Array(0)): Uint8Array {
  let size = head.length;
  for (const part of parts) size += varintSize(part.length) + part.length;
  const target = new Uint8Array(size);
  target.set(head);
  let offset = head.length;
  for (const part of parts) {
    offset = writeVarint(target, offset, part.length);
    target.set(part, offset);
    offset += part.length;
  }
  return target;
}

function readPart(source: Uint8Array, offset: number): readonly [part: Uint8Array, next: number] {
  const [size, start] = readVarint(source, offset);
  const next = start + size;
  if (next > source.length) throw malformed("a record", "a field is cut off");
  return [source.subarray(start, next), next];
}
