import { CodecError, malformed } from "../codec-error.ts";
import { transactionLimits } from "./transaction.ts";

/** What the bytes of one message may hold: field number → what is in it. */
type MessageFields = Readonly<{
  fields: Readonly<Record<number, "number" | "bytes" | (() => MessageFields)>>;
  /** Cosmos' rule for bodies: an unknown field whose number has bit 10 set (1024 to 2047) may be ignored. */
  nonCritical?: true;
  /** ADR-027: fields ascend, singular ones stand once. */
  ordered?: readonly number[];
}>;

const any: MessageFields = { fields: { 1: "bytes", 2: "bytes" } };
const coin: MessageFields = { fields: { 1: "bytes", 2: "bytes" } };
const modeInfo: MessageFields = {
  fields: {
    1: () => ({ fields: { 1: "number" } }),
    2: () => ({
      fields: { 1: () => ({ fields: { 1: "number", 2: "bytes" } }), 2: () => modeInfo },
    }),
  },
};
const signerInfo: MessageFields = { fields: { 1: () => any, 2: () => modeInfo, 3: "number" } };
const fee: MessageFields = { fields: { 1: () => coin, 2: "number", 3: "bytes", 4: "bytes" } };

/** `signatures` (3) repeats. */
export const rawFields: MessageFields = {
  fields: { 1: "bytes", 2: "bytes", 3: "bytes" },
  ordered: [1, 2],
};
/** Extension options (1023) are critical and none is known; unordered transactions (4, 5) aren't either. */
export const bodyFields: MessageFields = {
  fields: { 1: () => any, 2: "bytes", 3: "number" },
  nonCritical: true,
};
export const authInfoFields: MessageFields = { fields: { 1: () => signerInfo, 2: () => fee } };

/** Walks an encoded message and refuses, with `CodecError`, what protobuf decoders silently drop. */
export function checkFields(what: string, bytes: Uint8Array, rule: MessageFields, depth = 0): void {
  if (depth > transactionLimits.nesting) throw malformed(what, "it is nested too deeply");

  const { ordered } = rule;
  let offset = 0;
  let previous = 0;
  while (offset < bytes.length) {
    const [tag, start] = readNumber(what, bytes, offset);
    const field = Number(tag >> 3n);
    const type = Number(tag & 7n);
    if (
      ordered !== undefined &&
      (field < previous || (field === previous && ordered.includes(field)))
    )
      throw malformed(what, "its fields aren't in order, each once");
    previous = field;

    const end = skipValue(what, bytes, start, type);
    checkField(what, rule, { field, type, start, end, bytes, depth });
    offset = end;
  }
}

type FoundField = Readonly<{
  field: number;
  type: number;
  start: number;
  end: number;
  bytes: Uint8Array;
  depth: number;
}>;

function checkField(what: string, rule: MessageFields, found: FoundField): void {
  const { field, type, start, end, bytes, depth } = found;
  const known = rule.fields[field];
  if (known === undefined) {
    if (rule.nonCritical === true && ((field >> 10) & 1) === 1) return;
    throw new CodecError({ code: "unknown-field", what, field });
  }
  if (type !== (known === "number" ? 0 : 2))
    throw malformed(what, `field ${field} has another type`);
  if (typeof known === "string") return;

  const [, inner] = readNumber(what, bytes, start);
  checkFields(what, bytes.subarray(inner, end), known(), depth + 1);
}

/** The offset behind a field's value. */
function skipValue(what: string, bytes: Uint8Array, start: number, type: number): number {
  const [value, next] = type === 0 || type === 2 ? readNumber(what, bytes, start) : [0n, start];
  const end = next + valueSize(what, type, value);
  if (end > bytes.length) throw malformed(what, "a field is cut off");
  return end;
}

function valueSize(what: string, type: number, value: bigint): number {
  switch (type) {
    case 0:
      return 0;
    case 1:
      return 8;
    case 2:
      return value > 0x7fff_ffffn ? Number.POSITIVE_INFINITY : Number(value);
    case 5:
      return 4;
    default:
      throw malformed(what, `a field has the wire type ${type}`);
  }
}

/** An unsigned varint of at most 64 bits in its shortest form. */
function readNumber(what: string, bytes: Uint8Array, offset: number): readonly [bigint, number] {
  const first = bytes[offset];
  if (first !== undefined && first < 0x80) return [BigInt(first), offset + 1];

  let value = 0n;
  for (let index = 0; index < 10; index += 1) {
    const byte = bytes[offset + index];
    if (byte === undefined) throw malformed(what, "a number is cut off");
    value |= BigInt(byte & 0x7f) << BigInt(7 * index);
    if (byte < 0x80) {
      if (byte === 0 || value >> 64n !== 0n)
        throw malformed(what, "a number isn't in its shortest form");
      return [value, offset + index + 1];
    }
  }
  throw malformed(what, "a number exceeds 64 bits");
}
