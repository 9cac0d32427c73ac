import type { Codec } from "@stos/codec";
import type { StoreReader, StoreWriter } from "../store/store.ts";

/** One value under one key of a module's store. */
export type Item<V> = Readonly<{
  get(): V | undefined;
  has(): boolean;
  set(value: V): void;
  delete(): void;
}>;

/** Where a value stands and how it is written; stands in the module's `state.ts`, on one page with its other keys. */
export type ItemDescription<V> = Readonly<{
  key: string;
  codec: Codec<V>;
  open(store: StoreWriter): Item<V>;
}>;

/** `key` is latin text, such as `pool`; no other key of the module may begin with it. */
export function item<V>({
  key,
  codec,
}: Readonly<{ key: string; codec: Codec<V> }>): ItemDescription<V> {
  const keyBytes = new TextEncoder().encode(key);

  return {
    key,
    codec,
    open: (store) => ({
      get: () => decoded(store, keyBytes, codec),
      has: () => store.get(keyBytes) !== undefined,
      set: (value) => store.set(keyBytes, codec.encode(value)),
      delete: () => store.delete(keyBytes),
    }),
  };
}

function decoded<V>(store: StoreReader, key: Uint8Array, codec: Codec<V>): V | undefined {
  const bytes = store.get(key);
  return bytes === undefined ? undefined : codec.decode(bytes);
}
