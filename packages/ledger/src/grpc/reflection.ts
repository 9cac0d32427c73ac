import { encodeProtobufFields } from "@stos/codec";
import { BinaryReader } from "cosmjs-types/binary";
import type { FileIndex } from "./file-index.ts";

/** Both names of one protocol: the newer, and the one that most clients still ask for. */
export const reflectionPaths = [
  "/grpc.reflection.v1.ServerReflection/ServerReflectionInfo",
  "/grpc.reflection.v1alpha.ServerReflection/ServerReflectionInfo",
] as const;

const notFound = 5n;
const invalidArgument = 3n;
const encoder = new TextEncoder();

/** Answers a `ServerReflectionRequest` with a `ServerReflectionResponse`. `services`: the names that are served. */
export function answerReflection(
  request: Uint8Array,
  { index, services }: Readonly<{ index: FileIndex; services: readonly string[] }>,
): Uint8Array {
  const { host, asked } = readRequest(request);
  const [field, answer] =
    asked === undefined ? refused(invalidArgument, "nothing is asked") : answerTo();
  return encodeProtobufFields([
    [1, host],
    [2, request],
    [field, answer],
  ]);

  function answerTo(): Answer {
    switch (asked?.kind) {
      case "file":
        return files(index, index.files.has(asked.name) ? asked.name : undefined, asked.name);
      case "symbol":
        return files(index, index.fileOfSymbol.get(asked.name), asked.name);
      case "extension": {
        const file = index.extensionsOf.get(asked.name)?.get(asked.number);
        return files(index, file, `extension ${asked.number} of ${asked.name}`);
      }
      case "extensionNumbers": {
        if (!index.fileOfSymbol.has(asked.name))
          return refused(notFound, `not found: ${asked.name}`);
        const numbers = [...(index.extensionsOf.get(asked.name)?.keys() ?? [])];
        return [
          5,
          encodeProtobufFields([
            [1, asked.name],
            ...numbers.map((each) => [2, BigInt(each)] as const),
          ]),
        ];
      }
      default:
        return [
          6,
          encodeProtobufFields(services.map((name) => [1, encodeProtobufFields([[1, name]])])),
        ];
    }
  }
}

/** The number of the response's field and what stands in it. */
type Answer = readonly [field: number, bytes: Uint8Array];

type Asked =
  | Readonly<{ kind: "file" | "symbol" | "extensionNumbers"; name: string }>
  | Readonly<{ kind: "extension"; name: string; number: number }>
  | Readonly<{ kind: "services" }>;

/** {1 host, 3 file_by_filename, 4 file_containing_symbol, 5 file_containing_extension, 6 all_extension_numbers_of_type, 7 list_services} */
function readRequest(bytes: Uint8Array): Readonly<{ host: string; asked: Asked | undefined }> {
  const reader = new BinaryReader(bytes);
  let host = "";
  let asked: Asked | undefined;
  while (reader.pos < reader.len) {
    const tag = reader.uint32();
    switch (tag >>> 3) {
      case 1:
        host = reader.string();
        break;
      case 3:
        asked = { kind: "file", name: reader.string() };
        break;
      case 4:
        asked = { kind: "symbol", name: reader.string() };
        break;
      case 5:
        asked = { kind: "extension", ...readExtension(reader.bytes()) };
        break;
      case 6:
        asked = { kind: "extensionNumbers", name: reader.string() };
        break;
      case 7:
        reader.skipType(tag & 7);
        asked = { kind: "services" };
        break;
      default:
        reader.skipType(tag & 7);
    }
  }
  return { host, asked };
}

/** {1 containing_type, 2 extension_number} */
function readExtension(bytes: Uint8Array): Readonly<{ name: string; number: number }> {
  const reader = new BinaryReader(bytes);
  let name = "";
  let number = 0;
  while (reader.pos < reader.len) {
    const tag = reader.uint32();
    if (tag >>> 3 === 1) name = reader.string();
    else if (tag >>> 3 === 2) number = reader.int32();
    else reader.skipType(tag & 7);
  }
  return { name, number };
}

/** The file with all that it needs, so that a client asks once; the one asked for stands first. */
function files(index: FileIndex, name: string | undefined, asked: string): Answer {
  if (name === undefined) return refused(notFound, `not found: ${asked}`);
  const chosen = new Set<string>();
  const waiting = [name];
  for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
    if (chosen.has(next)) continue;
    chosen.add(next);
    waiting.push(...(index.files.get(next)?.dependency ?? []));
  }
  const bytes = [...chosen].flatMap((each) => index.files.get(each)?.bytes ?? []);
  return [4, encodeProtobufFields(bytes.map((each) => [1, each]))];
}

function refused(code: bigint, message: string): Answer {
  const fields = encodeProtobufFields([
    [1, code],
    [2, encoder.encode(message.slice(0, 200))],
  ]);
  return [7, fields];
}
