import { XMLParser, XMLValidator } from "fast-xml-parser";
import { S3Error } from "../s3-error.ts";

/** Elements as strings, objects or, where repeated, lists. */
export type XmlElement = { readonly [name: string]: unknown };

/** 10,000 parts with checksums have about 3 MB. */
export const XML_BYTES_MAX = 4 * 1024 * 1024;

const parser = new XMLParser({
  ignoreAttributes: true,
  removeNSPrefix: true,
  parseTagValue: false,
  trimValues: false,
  processEntities: false,
  ignoreDeclaration: true,
});

/**
 * Reads the children of the document's root, which must have this name. A DTD is refused, so entities can't be declared.
 *
 * @throws S3Error MalformedXML
 */
export function readXml(bytes: Buffer, root: string): XmlElement {
  const text = bytes.toString("utf8");
  if (/<!(DOCTYPE|ENTITY)/i.test(text)) throw malformedXml("a DTD isn't allowed");
  if (text.trim() === "" || XMLValidator.validate(text) !== true)
    throw malformedXml("it isn't XML");
  const parsed: unknown = parse(text);
  const content = isElement(parsed) ? parsed[root] : undefined;
  if (content === "") return {};
  if (!isElement(content)) throw malformedXml(`the root must be ${root}`);
  return content;
}

/** All children of a name that are elements themselves. */
export function childElements(parent: XmlElement, name: string): readonly XmlElement[] {
  const found = parent[name];
  const list: readonly unknown[] = Array.isArray(found)
    ? found
    : found === undefined
      ? []
      : [found];
  return list.map((child) => {
    if (!isElement(child)) throw malformedXml(`${name} must have children`);
    return child;
  });
}

/** The text of a child that stands once; undefined where it is absent. */
export function childText(parent: XmlElement, name: string): string | undefined {
  const found = parent[name];
  if (found === undefined) return undefined;
  if (typeof found !== "string") throw malformedXml(`${name} must be text and stand once`);
  return decodeReferences(found);
}

export function malformedXml(reason: string): S3Error {
  return new S3Error({ code: "MalformedXML", message: `The XML can't be used: ${reason}.` });
}

function parse(text: string): unknown {
  try {
    return parser.parse(text);
  } catch {
    throw malformedXml("it can't be read");
  }
}

function isElement(value: unknown): value is XmlElement {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

const named: Readonly<Record<string, string>> = {
  amp: "&",
  lt: "<",
  gt: ">",
  quot: '"',
  apos: "'",
};

/** XML's five names and numbers, in one pass so that nothing is decoded twice. */
function decodeReferences(text: string): string {
  return text.replace(/&([^;&]{0,10});?/g, (whole, name: string) => {
    if (!whole.endsWith(";")) throw malformedXml("an & stands alone");
    const number = /^#(?:x([0-9a-fA-F]{1,6})|(\d{1,7}))$/.exec(name);
    if (number !== null) {
      const point = number[1] === undefined ? Number(number[2]) : Number.parseInt(number[1], 16);
      if (point > 0x10ffff || (point >= 0xd800 && point < 0xe000)) {
        throw malformedXml("a character reference is out of range");
      }
      return String.fromCodePoint(point);
    }
    const character = named[name];
    if (character === undefined) throw malformedXml(`the entity ${name} is unknown`);
    return character;
  });
}
