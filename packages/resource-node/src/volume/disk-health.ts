import { NodeError } from "../node-error.ts";

export type DiskState = "ready" | "full" | "read-only" | "failing";

/** What the last writes said of the disk. */
export type DiskHealth = Readonly<{
  state(): DiskState;
  /** Throws `NodeError` disk-full or read-only while the disk takes no writes. */
  requireWritable(): void;
  /** Takes note of a write's failure and answers what to tell the writer. */
  failed(error: unknown): Error;
}>;

/** A full or read-only disk is tried again after this time, since somebody may have mended it. */
const retryMs = 10_000;

export function createDiskHealth(now: () => number = Date.now): DiskHealth {
  let trouble: Exclude<DiskState, "ready"> | undefined;
  let retryAt = 0;

  const state = (): DiskState => {
    if (trouble === undefined) return "ready";
    return trouble === "failing" || now() < retryAt ? trouble : "ready";
  };

  return {
    state,
    requireWritable() {
      const current = state();
      if (current !== "ready") throw refusalOf(current);
    },
    failed(error) {
      if (error instanceof NodeError) return error;
      trouble = stateAfter(codeOf(error));
      if (trouble === undefined) return error instanceof Error ? error : new Error(String(error));
      retryAt = now() + retryMs;
      return refusalOf(trouble);
    },
  };
}

/** SQLite, which keeps the index on the same disk, has numbers of its own for what the system calls by name. */
function codeOf(error: unknown): string | undefined {
  const { code, errcode = 0 } = error as NodeJS.ErrnoException & { errcode?: number };
  if (code !== "ERR_SQLITE_ERROR") return code;
  return sqliteCodes.get(errcode & 0xff);
}

/** https://www.sqlite.org/rescode.html: primary result codes; extended ones have them in their lowest byte. */
const sqliteCodes: ReadonlyMap<number, string> = new Map([
  [8, "EROFS"],
  [10, "EIO"],
  [13, "ENOSPC"],
]);

function refusalOf(state: Exclude<DiskState, "ready">): NodeError {
  return new NodeError({ code: state === "full" ? "disk-full" : "read-only" });
}

/** After an I/O error nothing says what the page cache still holds: only a restart, which reads the log, clears it. */
function stateAfter(code: string | undefined): Exclude<DiskState, "ready"> | undefined {
  if (code === "ENOSPC" || code === "EDQUOT") return "full";
  if (code === "EROFS") return "read-only";
  if (code === "EIO" || code === "ENXIO" || code === "ENODEV") return "failing";
  return undefined;
}
