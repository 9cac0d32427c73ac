import { DatabaseSync } from "node:sqlite";

/** Where a slice's bytes are: in a volume, or in a file of its own. */
export type SlicePlace = Readonly<{
  /** 0: a file of its own. */
  volume: number;
  /** Of its record in the volume. */
  offset: number;
  /** Bytes of the slice. */
  length: number;
}>;

export type IndexedSlice = SlicePlace & Readonly<{ id: Uint8Array }>;

/** Whose upload brought a slice, and when: what the collector asks by. */
export type SliceOrigin = Readonly<{ id: Uint8Array; session: Uint8Array; epoch: number }>;

/** Sessions that brought equal bytes, each of which may still commit them. None: read again from the log after a crash. */
export type AgedSlice = Readonly<{ id: Uint8Array; sessions: readonly Uint8Array[] }>;

/** Derived data: what of it a crash loses is read again from the logs behind `logEnd`. */
export type SliceIndex = Readonly<{
  get(id: Uint8Array): SlicePlace | undefined;
  /** All or nothing; `end` is how far the volume's log is reflected then. */
  apply(change: IndexChange): void;
  logEnd(volume: number): number;
  liveBytes(volume: number): number;
  forgetVolume(volume: number): void;
  /** In the order of ids, behind `after`. */
  page(after: Uint8Array, limit: number): readonly IndexedSlice[];
  inVolume(volume: number, limit: number): readonly IndexedSlice[];
  count(): number;
  /** Stored bytes of slices with a file each. */
  ownFileBytes(): number;
  /** One more session that brought the slice: what others brought before stays theirs. */
  setOrigin(origin: SliceOrigin): void;
  /** Slices that nobody has brought since `epoch`, in the order of ids. */
  originsBefore(epoch: number, after: Uint8Array, limit: number): readonly AgedSlice[];
  close(): void;
}>;

export type IndexChange = Readonly<{
  put: readonly IndexedSlice[];
  removed: readonly Uint8Array[];
  log?: Readonly<{ volume: number; end: number }>;
}>;

const schema = `
  PRAGMA journal_mode = WAL;
  PRAGMA synchronous = NORMAL;
  CREATE TABLE IF NOT EXISTS slices (id BLOB PRIMARY KEY, volume INTEGER, place INTEGER, length INTEGER) WITHOUT ROWID;
  CREATE INDEX IF NOT EXISTS by_volume ON slices (volume);
  CREATE TABLE IF NOT EXISTS logs (volume INTEGER PRIMARY KEY, tail INTEGER);
  CREATE TABLE IF NOT EXISTS uploads (id BLOB, session BLOB, epoch INTEGER, PRIMARY KEY (id, session)) WITHOUT ROWID;
`;

/** Sessions of one slice that a collector asks about at once. */
const sessionsMax = 1_000;

export function openSliceIndex(path: string): SliceIndex {
  const database = new DatabaseSync(path);
  database.exec(schema);
  const select = database.prepare("SELECT volume, place, length FROM slices WHERE id = ?");
  const insert = database.prepare("INSERT OR REPLACE INTO slices VALUES (?, ?, ?, ?)");
  const remove = database.prepare("DELETE FROM slices WHERE id = ?");
  const removeOrigin = database.prepare("DELETE FROM uploads WHERE id = ?");
  const setEnd = database.prepare("INSERT OR REPLACE INTO logs VALUES (?, ?)");
  const getEnd = database.prepare("SELECT tail FROM logs WHERE volume = ?");
  // A record's header and padding count, so that a volume of many small slices isn't taken for half dead.
  const live = database.prepare(
    "SELECT COALESCE(SUM((length + 127) / 64 * 64), 0) AS bytes FROM slices WHERE volume = ?",
  );
  const forget = database.prepare("DELETE FROM logs WHERE volume = ?");
  const pageOf = database.prepare("SELECT * FROM slices WHERE id > ? ORDER BY id LIMIT ?");
  const ofVolume = database.prepare("SELECT * FROM slices WHERE volume = ? ORDER BY place LIMIT ?");
  const total = database.prepare("SELECT COUNT(*) AS slices FROM slices");
  const ownFiles = database.prepare(
    "SELECT COALESCE(SUM(length), 0) AS bytes FROM slices WHERE volume = 0",
  );
  const origin = database.prepare(
    "INSERT INTO uploads VALUES (?, ?, ?) ON CONFLICT (id, session) DO UPDATE SET epoch = MAX(epoch, excluded.epoch)",
  );
  const origins = database.prepare(
    "SELECT id FROM slices WHERE id > ? AND NOT EXISTS (SELECT 1 FROM uploads WHERE uploads.id = slices.id AND epoch >= ?) ORDER BY id LIMIT ?",
  );
  const sessionsOf = database.prepare("SELECT session FROM uploads WHERE id = ? LIMIT ?");

  return {
    get(id) {
      const row = select.get(id);
      return row === undefined ? undefined : placeOf(row);
    },
    apply({ put, removed, log }) {
      database.exec("BEGIN");
      for (const { id, volume, offset, length } of put) insert.run(id, volume, offset, length);
      for (const id of removed) {
        remove.run(id);
        removeOrigin.run(id);
      }
      if (log !== undefined) setEnd.run(log.volume, log.end);
      database.exec("COMMIT");
    },
    logEnd: (volume) => numberOf(getEnd.get(volume)?.["tail"] ?? 0),
    liveBytes: (volume) => numberOf(live.get(volume)?.["bytes"] ?? 0),
    forgetVolume: (volume) => void forget.run(volume),
    page: (after, limit) => pageOf.all(after, limit).map(indexedOf),
    inVolume: (volume, limit) => ofVolume.all(volume, limit).map(indexedOf),
    ownFileBytes: () => numberOf(ownFiles.get()?.["bytes"] ?? 0),
    count: () => numberOf(total.get()?.["slices"] ?? 0),
    setOrigin: ({ id, session, epoch }) => void origin.run(id, session, epoch),
    originsBefore: (epoch, after, limit) =>
      origins.all(after, epoch, limit).map((row) => {
        const id = bytesOf(row["id"]);
        const sessions = sessionsOf.all(id, sessionsMax).map(({ session }) => bytesOf(session));
        return { id, sessions };
      }),
    close: () => database.close(),
  };
}

type Row = Readonly<Record<string, unknown>>;

function placeOf(row: Row): SlicePlace {
  return {
    volume: numberOf(row["volume"]),
    offset: numberOf(row["place"]),
    length: numberOf(row["length"]),
  };
}

function indexedOf(row: Row): IndexedSlice {
  return { id: bytesOf(row["id"]), ...placeOf(row) };
}

function numberOf(value: unknown): number {
  if (typeof value !== "number") throw new TypeError("the index holds no number here");
  return value;
}

function bytesOf(value: unknown): Uint8Array {
  if (!(value instanceof Uint8Array)) throw new TypeError("the index holds no bytes here");
  return value;
}
