/** What the state store stands on: ordered rows, snapshots while reading, one atomic write. */
export interface KeyValueStore {
  get(key: Uint8Array): Buffer | undefined;
  getMany(keys: readonly Uint8Array[]): Promise<readonly (Buffer | undefined)[]>;
  /** In key order, as the rows are at the call; `limit` 0: all. */
  entries(range: RowRange): AsyncIterable<readonly [Buffer, Buffer]>;
  /** All of it or nothing, on disk when it resolves. An undefined value takes the row away. */
  write(rows: readonly Row[]): Promise<void>;
  close(): Promise<void>;
}

export type Row = readonly [key: Buffer, value: Buffer | Uint8Array | undefined];

export type RowRange = Readonly<{ gte: Buffer; lt: Buffer; reverse: boolean; limit: number }>;
