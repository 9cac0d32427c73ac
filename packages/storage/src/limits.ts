/** Bytes of one leaf of a slice's Merkle tree: the unit of ranges, audits, decryption and metering. */
export const chunkBytes = 65_536;
/** Bytes of a segment's AES-256-GCM tag. */
export const tagBytes = 16;
/** Plaintext bytes of a full segment: with its tag it fills one chunk. */
export const segmentBytes = chunkBytes - tagBytes;
/** Stored bytes of a slice at most. */
export const sliceBytesMax = 16 * 1024 * 1024;
/** Chunks of a slice at most. */
export const sliceChunksMax = sliceBytesMax / chunkBytes;
/** Slices of an object at most, over all its parts: 64 GiB of stored bytes. */
export const objectSlicesMax = 4_096;
/** Parts of an object at most, as S3 has it. */
export const objectPartsMax = 10_000;
