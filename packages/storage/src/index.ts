export {
  type BucketKey,
  type BucketName,
  createBucketKey,
  createPartKey,
  deriveUserKey,
  type UserKey,
  unwrapBucketKey,
  unwrapPartKey,
  wrapBucketKey,
  wrapPartKey,
} from "./encryption/keys.ts";
export {
  createPartDecryptor,
  createPartEncryptor,
  encryptedBytes,
  type PartDecryptor,
  type PartEncryptor,
  type SegmentRange,
  segmentCount,
} from "./encryption/part-stream.ts";
export { openSegment, type SegmentPlace, sealSegment } from "./encryption/segment.ts";
export {
  chunkBytes,
  objectPartsMax,
  objectSlicesMax,
  segmentBytes,
  sliceBytesMax,
  sliceChunksMax,
  tagBytes,
} from "./limits.ts";
export { buildManifest, type ManifestOrder } from "./manifest/build-manifest.ts";
export {
  type ChunkReader,
  createEncryptedReader,
  createPlainReader,
} from "./manifest/chunk-reader.ts";
export { manifestBytesMax, openManifest } from "./manifest/open-manifest.ts";
export { type ChunkRead, planAll, planRange } from "./manifest/plan-range.ts";
export type {
  ObjectAttributes,
  ObjectName,
  PartContent,
  SliceContent,
  StoredObject,
  StoredPart,
  StoredSlice,
} from "./manifest/stored-object.ts";
export {
  deliverable,
  downloadToSign,
  type Meter,
  noTraffic,
  receivable,
  type Traffic,
  uploadToSign,
} from "./metering/meter.ts";
export {
  isAtLeast,
  type ReceiptAmounts,
  receiptAmounts,
  receiptTraffic,
} from "./metering/receipt-traffic.ts";
export { stepBytes, stepBytesMax, stepBytesMin } from "./metering/step.ts";
export { requireBucketName } from "./name/bucket-name.ts";
export { objectKeyBytesMax, requireObjectKey } from "./name/object-key.ts";
export {
  createSliceHasher,
  digestSlice,
  type SliceDigest,
  type SliceHasher,
} from "./slice/slice-hasher.ts";
export { verifyChunk, verifyLeaves } from "./slice/verify-chunk.ts";
export { StorageError, type StorageFailure } from "./storage-error.ts";
