/** A node's place: the first `depth` bits of any path below it. */
export type Position = Readonly<{ depth: number; path: Buffer }>;

/** Rows name a position by 64 bits; pages at that depth grow instead of being split. */
export const positionDepthMax = 64;

/** The first `bits` (at most 32) bits as a number. */
export function topBits(path: Buffer, bits: number): number {
  return bits === 0 ? 0 : path.readUInt32BE(0) >>> (32 - bits);
}

/** Root 1, children 2i and 2i + 1. For depths to 31. */
export function heapIndex({ depth, path }: Position): number {
  return 2 ** depth + topBits(path, depth);
}

/** The inverse of `heapIndex`. */
export function positionAt(index: number): Position {
  const depth = Math.floor(Math.log2(index));
  const path = Buffer.alloc(32);
  path.writeUInt32BE((index - 2 ** depth) * 2 ** (32 - depth), 0);
  return { depth, path };
}

export function bitAt(path: Buffer, index: number): 0 | 1 {
  return (((path[index >>> 3] ?? 0) >>> (7 - (index & 7))) & 1) as 0 | 1;
}

export function child({ depth, path }: Position, bit: 0 | 1): Position {
  const below = Buffer.from(path);
  const mask = 0x80 >>> (depth & 7);
  const byte = below[depth >>> 3] ?? 0;
  below[depth >>> 3] = bit === 1 ? byte | mask : byte & ~mask;
  return { depth: depth + 1, path: below };
}

/** u8 depth ‖ the first 64 bits of the path, those below the depth cleared; as latin1 text. */
export function positionId({ depth, path }: Position): string {
  const id = Buffer.alloc(9);
  id[0] = depth;
  const whole = depth >>> 3;
  path.copy(id, 1, 0, whole);
  if ((depth & 7) !== 0) id[1 + whole] = (path[whole] ?? 0) & (0xff00 >>> (depth & 7)) & 0xff;
  return id.toString("latin1");
}

/** The first bit at which two different paths differ. */
export function firstDifference(a: Buffer, aStart: number, b: Buffer, bStart: number): number {
  for (let byte = 0; byte < 32; byte += 1) {
    const difference = (a[aStart + byte] ?? 0) ^ (b[bStart + byte] ?? 0);
    if (difference !== 0) return byte * 8 + Math.clz32(difference) - 24;
  }
  throw new RangeError("equal paths have no first difference");
}

/** The position that `positionId` names. */
export function positionOf(id: string): Position {
  const bytes = Buffer.from(id, "latin1");
  const path = Buffer.alloc(32);
  bytes.copy(path, 0, 1);
  return { depth: bytes[0] ?? 0, path };
}
