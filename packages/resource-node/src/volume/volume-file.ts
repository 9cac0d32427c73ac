import { type FileHandle, open, unlink } from "node:fs/promises";
import { decodeHead, isIntact, type RecordHead, recordBytes, recordHeadBytes } from "./record.ts";

/** One append-only file of packed slices. Reads hold it, so that deletion waits for them. */
export type VolumeFile = Readonly<{
  number: number;
  /** Reads `length` bytes at `offset`, or throws where the file is shorter. */
  read(target: Uint8Array, offset: number): Promise<void>;
  /** Writes at `offset` and flushes: what it answers is on disk. */
  append(pieces: readonly Uint8Array[], offset: number): Promise<void>;
  /** Drops what stands at and behind `end`, so that a torn record never comes back. */
  truncate(end: number): Promise<void>;
  /** Every intact record from `offset` on, in order, and where they end. */
  scan(offset: number, each: (head: RecordHead, offset: number) => void): Promise<number>;
  remove(): Promise<void>;
  close(): Promise<void>;
}>;

/** Zeros are written ahead in this unit: a flush then needn't record a new file size. */
const extentBytes = 8 * 1024 * 1024;

export async function openVolumeFile(path: string, number: number): Promise<VolumeFile> {
  const handle = await openReadWrite(path);
  let allocated = (await handle.stat()).size;
  let reading = 0;
  let whenIdle: (() => void) | undefined;

  const endRead = () => {
    reading -= 1;
    if (reading === 0) whenIdle?.();
  };

  const idle = () =>
    reading === 0 ? Promise.resolve() : new Promise<void>((resolve) => (whenIdle = resolve));

  const allocate = async (end: number) => {
    while (allocated < end) {
      const { bytesWritten } = await handle.write(zeros, 0, extentBytes, allocated);
      allocated += bytesWritten;
    }
  };

  return {
    number,
    async read(target, offset) {
      reading += 1;
      try {
        await readFully(handle, target, offset);
      } finally {
        endRead();
      }
    },
    async append(pieces, offset) {
      const size = pieces.reduce((total, piece) => total + piece.length, 0);
      await allocate(offset + size);
      await writeFully(handle, pieces, offset);
      await handle.datasync();
    },
    async truncate(end) {
      await handle.truncate(end);
      await handle.datasync();
      allocated = end;
    },
    scan: (offset, each) => scanRecords(handle, { offset, end: allocated }, each),
    async remove() {
      await unlink(path);
      await idle();
      await handle.close();
    },
    async close() {
      await idle();
      await handle.close();
    },
  };
}

const zeros = new Uint8Array(extentBytes);

async function openReadWrite(path: string): Promise<FileHandle> {
  try {
    return await open(path, "r+");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ENOENT") throw error;
    return open(path, "wx+");
  }
}

async function scanRecords(
  handle: FileHandle,
  { offset: start, end }: Readonly<{ offset: number; end: number }>,
  each: (head: RecordHead, offset: number) => void,
): Promise<number> {
  let offset = start;
  const bytes = Buffer.alloc(recordHeadBytes);
  while (offset + recordHeadBytes <= end) {
    await readFully(handle, bytes, offset);
    const head = decodeHead(bytes);
    if (head === undefined || offset + recordHeadBytes + head.length > end) break;
    const body = Buffer.alloc(head.length);
    await readFully(handle, body, offset + recordHeadBytes);
    if (!isIntact(bytes, body, head.check)) break;
    each(head, offset);
    offset += recordBytes(head.length);
  }
  return offset;
}

async function readFully(handle: FileHandle, target: Uint8Array, offset: number): Promise<void> {
  for (let done = 0; done < target.length; ) {
    const { bytesRead } = await handle.read(target, done, target.length - done, offset + done);
    if (bytesRead === 0)
      throw new RangeError(`the file ends before byte ${offset + target.length}`);
    done += bytesRead;
  }
}

/** One writev as a rule; what the system left over goes in another. */
async function writeFully(
  handle: FileHandle,
  pieces: readonly Uint8Array[],
  offset: number,
): Promise<void> {
  let rest: Uint8Array[] = [...pieces];
  let position = offset;
  while (rest.length > 0) {
    // writev takes at most IOV_MAX (1,024) pieces in one call.
    const { bytesWritten } = await handle.writev(rest.slice(0, 1_000), position);
    position += bytesWritten;
    rest = withoutFirst(rest, bytesWritten);
  }
}

function withoutFirst(pieces: readonly Uint8Array[], count: number): Uint8Array[] {
  let left = count;
  const rest: Uint8Array[] = [];
  for (const piece of pieces) {
    const skip = Math.min(left, piece.length);
    left -= skip;
    if (skip < piece.length) rest.push(piece.subarray(skip));
  }
  return rest;
}
