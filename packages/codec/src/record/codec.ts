/**
 * How a module's state becomes bytes and back. Equal values have equal bytes, and `decode` accepts no others: what it
 * refuses with `CodecError` was never written by `encode`. Encoding what isn't of the type is a bug (`RangeError`).
 */
export type Codec<T> = Readonly<{
  encode(value: T): Uint8Array;
  decode(bytes: Uint8Array): T;
}>;

/** A codec of another type over the same bytes: `to` must be the inverse of `from`. */
export function mapped<T, U>(
  codec: Codec<T>,
  to: (value: T) => U,
  from: (value: U) => T,
): Codec<U> {
  return {
    encode: (value) => codec.encode(from(value)),
    decode: (bytes) => to(codec.decode(bytes)),
  };
}
