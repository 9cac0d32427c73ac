/** Bounds of keys in their byte order; `limit` 0 or absent: no limit. */
export type KeyRange = Readonly<{
  gte?: Uint8Array;
  lt?: Uint8Array;
  reverse?: boolean;
  limit?: number;
}>;

export type Entry = readonly [key: Uint8Array, value: Uint8Array];

/** One module's keys. Keys and values hold at least one byte: an absence proof needs it. */
export interface StoreReader {
  get(key: Uint8Array): Uint8Array | undefined;
  entries(range: KeyRange): AsyncIterable<Entry>;
}

export interface StoreWriter extends StoreReader {
  set(key: Uint8Array, value: Uint8Array): void;
  delete(key: Uint8Array): void;
}

/** What one block changed: per module, key (latin1 text of its bytes) → new value, undefined for a deletion. */
export type ModuleChanges = ReadonlyMap<string, Uint8Array | undefined>;
export type Changes = ReadonlyMap<string, ModuleChanges>;

/** Encoded `cosmos.ics23.v1.CommitmentProof`s: of the key in the module's tree, then of the module's root in the app hash. */
export type StateProof = Readonly<{
  value: Uint8Array | undefined;
  storeProof: Uint8Array;
  rootProof: Uint8Array;
}>;

/** The authenticated, versioned state of one network: all modules, one atomic synced write per block. */
export interface StateStore extends AsyncDisposable {
  /** Of the newest commit; 0 before the first. */
  readonly height: number;
  readonly appHash: Uint8Array;
  /** The newest committed state. */
  module(name: string): StoreReader;
  /** The state as committed at `height`; undefined where it has been pruned or isn't there yet. */
  at(height: number): ((module: string) => StoreReader) | undefined;
  /** Computes the app hash that `changes` lead to; nothing is written until `commit`. */
  stage(height: number, changes: Changes): Promise<Uint8Array>;
  commit(): Promise<void>;
  /** Takes the newest commit back. `RangeError` where no undo row is held: before the second commit, or with no history. */
  rollback(): Promise<void>;
  /** Undefined where the height's tree is no longer held. */
  prove(module: string, key: Uint8Array, height: number): Promise<StateProof | undefined>;
}
