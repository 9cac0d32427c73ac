export { FilesError, type FilesFailure } from "./files/files-error.ts";
export type {
  Body,
  BucketInfo,
  ByteRange,
  ListOptions,
  ObjectInfo,
  ObjectList,
  ObjectStore,
  ObjectTarget,
  OpenedObject,
  OpenOptions,
  PartOptions,
  PutOptions,
  UploadedPart,
} from "./files/object-store.ts";
