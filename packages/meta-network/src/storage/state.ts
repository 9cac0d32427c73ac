import { bytes, fixedBytes, flag, key, list, nozAmount, record, text, u64 } from "@stos/codec";
import { map } from "@stos/ledger";
import type { Noz } from "@stos/units";

export const storageStore = "storage";

export type Bucket = Readonly<{
  plain: boolean;
  wrappedKey: Uint8Array;
  createdMs: number;
  held: Noz;
}>;

/** buckets/‹wallet›‹bucket› */
export const bucketKey = key.tuple(key.text, key.text);
export const buckets = map({
  prefix: "buckets/",
  key: bucketKey,
  codec: record<Bucket>({ plain: flag, wrappedKey: bytes, createdMs: u64, held: nozAmount }),
});

export type StoredObject = Readonly<{
  /** Encoded `stratos.storage.v1.Manifest`. */
  manifest: Uint8Array;
  /** Of the commit, by block time: what the writer says stands in the manifest. */
  modifiedMs: number;
  /** The height that committed this version. */
  version: number;
  held: Noz;
}>;

/** objects/‹wallet›‹bucket›‹key›: listed in the order of the keys' UTF-8 bytes. */
export const objectKey = key.tuple(key.text, key.text, key.text);
export const objects = map({
  prefix: "objects/",
  key: objectKey,
  codec: record<StoredObject>({ manifest: bytes, modifiedMs: u64, version: u64, held: nozAmount }),
});

/** Where one numbered task put its slice. Kept with no references while its session could name it again: a custody counts once. */
export type Placement = Readonly<{
  slice: Uint8Array;
  size: number;
  nodes: readonly string[];
  wallet: string;
  /** How often manifests name it. */
  references: number;
}>;

/** placements/‹session›‹number› */
export const placementKey = key.tuple(key.bytes(32), key.u64);
export const placements = map({
  prefix: "placements/",
  key: placementKey,
  codec: record<Placement>({
    slice: fixedBytes(32),
    size: u64,
    nodes: list(text),
    wallet: text,
    references: u64,
  }),
});

/** wanted/‹node›‹slice› → how many placements with references put the slice there, and its size: what the last one takes away. */
export const wantedKey = key.tuple(key.text, key.bytes(32));
export const wanted = map({
  prefix: "wanted/",
  key: wantedKey,
  codec: record({ placements: u64, size: u64 }),
});
