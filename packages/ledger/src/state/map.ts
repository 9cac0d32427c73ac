import { type Codec, concatBytes } from "@stos/codec";
import type { KeyRange, StoreWriter } from "../store/store.ts";
import { afterPrefix } from "./key-bytes.ts";

/** Values by key in a module's store, listed in the order of their keys' bytes. */
export type StateMap<K, V> = Readonly<{
  get(key: K): V | undefined;
  has(key: K): boolean;
  set(key: K, value: V): void;
  delete(key: K): void;
  /** Sees this branch's own writes. Changing the map while listing it is allowed: the listing keeps to what stood at its start. */
  entries(range?: MapRange<K>): AsyncIterable<readonly [key: K, value: V]>;
}>;

/** `gte` and `lt` are whole keys, `prefix` the encoded beginning of composite ones; `limit` 0 or absent: no limit. */
export type MapRange<K> = Readonly<{
  gte?: K;
  lt?: K;
  prefix?: Uint8Array;
  reverse?: boolean;
  limit?: number;
}>;

export type MapDescription<K, V> = Readonly<{
  prefix: string;
  codec: Codec<V>;
  /** The whole key in the module's store, as proofs name it. */
  keyOf(key: K): Uint8Array;
  open(store: StoreWriter): StateMap<K, V>;
}>;

/** `prefix` is latin text, such as `nodes/`; no other key of the module may begin with it. */
export function map<K, V>({
  prefix,
  key: keyCodec,
  codec,
}: Readonly<{ prefix: string; key: Codec<K>; codec: Codec<V> }>): MapDescription<K, V> {
  const prefixBytes = new TextEncoder().encode(prefix);
  const keyOf = (key: K) => concatBytes(prefixBytes, keyCodec.encode(key));

  return {
    prefix,
    codec,
    keyOf,
    open: (store) => ({
      get(key) {
        const bytes = store.get(keyOf(key));
        return bytes === undefined ? undefined : codec.decode(bytes);
      },
      has: (key) => store.get(keyOf(key)) !== undefined,
      set: (key, value) => store.set(keyOf(key), codec.encode(value)),
      delete: (key) => store.delete(keyOf(key)),
      async *entries(range = {}) {
        for await (const [key, value] of store.entries(keyRange(prefixBytes, keyOf, range))) {
          yield [keyCodec.decode(key.subarray(prefixBytes.length)), codec.decode(value)] as const;
        }
      },
    }),
  };
}

function keyRange<K>(
  prefixBytes: Uint8Array,
  keyOf: (key: K) => Uint8Array,
  { gte, lt, prefix, reverse, limit }: MapRange<K>,
): KeyRange {
  const within = prefix === undefined ? prefixBytes : concatBytes(prefixBytes, prefix);

  return {
    gte: gte === undefined ? within : keyOf(gte),
    lt: lt === undefined ? afterPrefix(within) : keyOf(lt),
    ...(reverse === undefined ? {} : { reverse }),
    ...(limit === undefined ? {} : { limit }),
  };
}
