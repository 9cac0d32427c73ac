import type { Part, Slice } from "@stos/codec";

/** An object's name: bound into what authenticates its manifest. */
export type ObjectName = Readonly<{ wallet: string; bucket: string; key: string }>;

/** What the writer wants to find again, and the network needn't see. */
export type ObjectAttributes = Readonly<{
  /** Without quotes. */
  etag: string;
  contentType: string;
  metadata: Readonly<Record<string, string>>;
}>;

/** A manifest whose reader checked it. */
export type StoredObject = ObjectAttributes &
  Readonly<{
    size: number;
    modifiedMs: number;
    replicas: number;
    isPlain: boolean;
    parts: readonly StoredPart[];
  }>;

export type StoredPart = Readonly<{
  /** Plaintext bytes. */
  size: number;
  /** Empty in a plain object. */
  wrappedKey: Uint8Array;
  slices: readonly StoredSlice[];
}>;

export type StoredSlice = Readonly<{
  id: Uint8Array;
  /** Stored bytes. */
  size: number;
  /** The nodes that signed custody, in the order of the draw. */
  nodes: readonly string[];
}>;

/** The manifest's own messages without what protobuf adds, for building. */
export type PartContent = Pick<Part, "size" | "wrappedKey" | "md5"> &
  Readonly<{ slices: readonly SliceContent[] }>;
export type SliceContent = Omit<Slice, "$typeName" | "$unknown" | "assignmentSignature"> &
  Partial<Pick<Slice, "assignmentSignature">>;
