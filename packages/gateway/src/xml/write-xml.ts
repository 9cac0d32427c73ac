import { XMLBuilder } from "fast-xml-parser";

/** Elements in their order; a list repeats its element. */
export type XmlNode = { readonly [element: string]: XmlValue };
export type XmlValue = string | number | boolean | XmlNode | readonly XmlValue[] | undefined;

/** Every document begins with it. */
export const XML_DECLARATION = '<?xml version="1.0" encoding="UTF-8"?>\n';

const NAMESPACE = "http://s3.amazonaws.com/doc/2006-03-01/";

const builder = new XMLBuilder({
  ignoreAttributes: false,
  attributeNamePrefix: "@",
  processEntities: false,
  suppressEmptyNode: false,
  tagValueProcessor: (_name, value) => escapeText(`${value}`),
  attributeValueProcessor: (_name, value) => escapeText(`${value}`),
});

/** A whole document in S3's namespace. */
export function writeXml(root: string, content: XmlNode): string {
  return document(root, { "@xmlns": NAMESPACE, ...content });
}

/** S3's errors stand in no namespace. */
export function writePlainXml(root: string, content: XmlNode): string {
  return document(root, content);
}

function document(root: string, content: XmlNode): string {
  return `${XML_DECLARATION}${builder.build({ [root]: content })}`;
}

/**
 * Control characters become references as S3 writes them. XML 1.0 knows no such characters, so a client with such keys asks for
 * `encoding-type=url`; a carriage return must be a reference, or the parser would turn it into a line feed.
 */
function escapeText(text: string): string {
  return text.replace(/[&<>"'\p{Cc}\ufffe\uffff]/gu, (character) => {
    switch (character) {
      case "&":
        return "&amp;";
      case "<":
        return "&lt;";
      case ">":
        return "&gt;";
      case '"':
        return "&quot;";
      case "'":
        return "&apos;";
      default:
        return `&#x${character.charCodeAt(0).toString(16).toUpperCase()};`;
    }
  });
}
