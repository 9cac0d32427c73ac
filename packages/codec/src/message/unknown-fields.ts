import type { DescMessage, Message } from "@bufbuild/protobuf";
import { CodecError } from "../codec-error.ts";

/**
 * Refuses a field that the schema lacks, in the message or inside it: its sender meant something that isn't understood here. As in
 * Cosmos, a number with bit 10 set (1024 to 2047) marks what may be ignored.
 */
export function refuseUnknownFields(schema: DescMessage, message: Message): void {
  for (const { no } of message.$unknown ?? [])
    if (((no >> 10) & 1) === 0)
      throw new CodecError({ code: "unknown-field", what: schema.typeName, field: no });

  const fields = message as unknown as Readonly<Record<string, unknown>>;
  for (const field of schema.fields) {
    const value = fields[field.localName];
    if (field.fieldKind === "message" && value !== undefined)
      refuseUnknownFields(field.message, value as Message);
    if (field.fieldKind === "list" && field.listKind === "message")
      for (const item of value as readonly Message[]) refuseUnknownFields(field.message, item);
  }
}
