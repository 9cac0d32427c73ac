import {
  clone,
  create,
  type DescMessage,
  fromBinary,
  type MessageInitShape,
  type MessageShape,
  toBinary,
} from "@bufbuild/protobuf";
import { malformed, requireSize } from "../codec-error.ts";
import { refuseUnknownFields } from "./unknown-fields.ts";

/** Bytes of one encoded message of ours unless its reader names another limit: as large as a transaction may be. */
export const messageBytesMax = 1_048_576;

/** Deterministic: fields by number, maps by key. Accepts a partial value; what is absent has its default. */
export function encodeMessage<D extends DescMessage>(
  schema: D,
  value: MessageInitShape<D>,
): Uint8Array {
  return toBinary(schema, sortMaps(schema, clone(schema, create(schema, value))), {
    writeUnknownFields: false,
  });
}

/**
 * The message in `bytes`. Throws `CodecError` too-large, malformed, or unknown-field for one that its schema lacks
 * (numbers from 1024 to 2047 excepted). Nesting is bounded by our schemas, none of which holds itself.
 */
export function decodeMessage<D extends DescMessage>(
  schema: D,
  bytes: Uint8Array,
  limit: number = messageBytesMax,
): MessageShape<D> {
  requireSize(schema.typeName, bytes.length, limit);
  const message = parse(schema, bytes);
  refuseUnknownFields(schema, message);
  return message;
}

function parse<D extends DescMessage>(schema: D, bytes: Uint8Array): MessageShape<D> {
  try {
    return fromBinary(schema, bytes);
  } catch (error) {
    throw malformed(schema.typeName, error instanceof Error ? error.message : String(error));
  }
}

/** `/stratos.sds.v1.MsgPrepay`. */
export function typeUrlOf(schema: DescMessage): string {
  return `/${schema.typeName}`;
}

/** An Any of the message, as a transaction holds it. */
export function packMessage<D extends DescMessage>(
  schema: D,
  value: MessageInitShape<D>,
): Readonly<{ typeUrl: string; value: Uint8Array }> {
  return { typeUrl: typeUrlOf(schema), value: encodeMessage(schema, value) };
}

/** protobuf leaves the order of map entries open; ours is by key, nested messages included. */
function sortMaps<D extends DescMessage>(schema: D, message: MessageShape<D>): MessageShape<D> {
  const fields = message as Record<string, unknown>;
  for (const field of schema.fields) {
    const value = fields[field.localName];
    if (field.fieldKind === "map") fields[field.localName] = sortedByKey(value as object);
    if (field.fieldKind === "message" && value !== undefined)
      sortMaps(field.message, value as MessageShape<typeof field.message>);
    if (field.fieldKind === "list" && field.listKind === "message")
      for (const item of value as readonly MessageShape<typeof field.message>[])
        sortMaps(field.message, item);
  }
  return message;
}

function sortedByKey(entries: object): object {
  return Object.fromEntries(
    Object.entries(entries).sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0)),
  );
}
