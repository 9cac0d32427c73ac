export type {
  Encryption,
  Manifest,
  Part,
  Slice,
} from "../generated/stratos/storage/v1/manifest_pb.ts";
export {
  EncryptionSchema,
  ManifestSchema,
  PartSchema,
  SliceSchema,
} from "../generated/stratos/storage/v1/manifest_pb.ts";
