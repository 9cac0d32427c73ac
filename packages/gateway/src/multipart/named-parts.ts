import { withoutQuotes } from "../object/put-headers.ts";
import { S3Error } from "../s3-error.ts";
import { childElements, childText, malformedXml, readXml } from "../xml/read-xml.ts";
import { PART_NUMBER_MAX } from "./uploads.ts";

export type NamedPart = Readonly<{ number: number; etag: string }>;

/** The list of CompleteMultipartUpload. @throws S3Error MalformedXML, InvalidPartOrder */
export function readNamedParts(bytes: Buffer): readonly NamedPart[] {
  const parts = childElements(readXml(bytes, "CompleteMultipartUpload"), "Part").map((part) => {
    const number = Number(childText(part, "PartNumber")?.trim());
    const etag = childText(part, "ETag");
    if (!Number.isSafeInteger(number) || etag === undefined) {
      throw malformedXml("a Part must have PartNumber and ETag");
    }
    return { number, etag: withoutQuotes(etag) };
  });
  if (parts.length === 0 || parts.length > PART_NUMBER_MAX) {
    throw malformedXml(`it must name 1 to ${PART_NUMBER_MAX} parts`);
  }
  const isOrdered = parts.every(({ number }, at) => number > (parts[at - 1]?.number ?? 0));
  if (!isOrdered) throw new S3Error({ code: "InvalidPartOrder" });
  return parts;
}
