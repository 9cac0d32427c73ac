import { gunzipSync } from "node:zlib";
import { BinaryReader } from "cosmjs-types/binary";
import { type DescriptorProto, FileDescriptorProto } from "cosmjs-types/google/protobuf/descriptor";
import { fileDescriptors } from "./generated/file-descriptors.ts";

type File = Readonly<{
  /** As protoc wrote it, with the options that we don't know. */
  bytes: Uint8Array;
  dependency: readonly string[];
}>;

/** What is known of protobuf files: who defines what. Names have no leading dot. */
export type FileIndex = Readonly<{
  /** By file name, each after those it imports. */
  files: ReadonlyMap<string, File>;
  /** The file that defines a message, enum, service, method or extension. */
  fileOfSymbol: ReadonlyMap<string, string>;
  /** The file of each extension of a message, by its field number. */
  extensionsOf: ReadonlyMap<string, ReadonlyMap<number, string>>;
  /** Every service with its methods. */
  services: ReadonlyMap<string, readonly string[]>;
}>;

let known: FileIndex | undefined;

/** The Cosmos services and our own messages; read once, when the first server starts. */
export function fileIndex(): FileIndex {
  known ??= indexOf(gunzipSync(Buffer.from(fileDescriptors, "base64")));
  return known;
}

function indexOf(set: Uint8Array): FileIndex {
  const files = new Map<string, File>();
  const fileOfSymbol = new Map<string, string>();
  const extensionsOf = new Map<string, Map<number, string>>();
  const services = new Map<string, readonly string[]>();

  for (const bytes of filesIn(set)) {
    const file = FileDescriptorProto.decode(bytes);
    const define = (name: string) => void fileOfSymbol.set(name, file.name);
    const extend = (
      name: string,
      { extendee, number }: Readonly<{ extendee: string; number: number }>,
    ) => {
      define(name);
      const message = extendee.replace(/^\./, "");
      const numbers = extensionsOf.get(message) ?? new Map<number, string>();
      extensionsOf.set(message, numbers.set(number, file.name));
    };
    const defineMessage = (scope: string, message: DescriptorProto) => {
      const name = `${scope}.${message.name}`;
      define(name);
      for (const inner of message.nestedType) defineMessage(name, inner);
      for (const { name: own } of message.enumType) define(`${name}.${own}`);
      for (const extension of message.extension) extend(`${name}.${extension.name}`, extension);
    };

    files.set(file.name, { bytes, dependency: file.dependency });
    for (const message of file.messageType) defineMessage(file.package, message);
    for (const { name } of file.enumType) define(`${file.package}.${name}`);
    for (const extension of file.extension) extend(`${file.package}.${extension.name}`, extension);
    for (const { name: own, method } of file.service) {
      const name = `${file.package}.${own}`;
      define(name);
      for (const each of method) define(`${name}.${each.name}`);
      services.set(
        name,
        method.map((each) => each.name),
      );
    }
  }
  return { files, fileOfSymbol, extensionsOf, services };
}

/** The bytes of each file of a `FileDescriptorSet` {1 file}. */
function* filesIn(set: Uint8Array): Generator<Uint8Array> {
  const reader = new BinaryReader(set);
  while (reader.pos < reader.len) {
    reader.uint32();
    yield reader.bytes();
  }
}
