import { readWhole } from "../body/request-body.ts";
import type { Account, S3Request, S3Response } from "../http/s3-request.ts";
import {
  childElements,
  childText,
  malformedXml,
  readXml,
  XML_BYTES_MAX,
  type XmlElement,
} from "../xml/read-xml.ts";
import { writeXml } from "../xml/write-xml.ts";

const KEYS_MAX = 1_000;
const KEY_BYTES_MAX = 1_024;

/** DeleteObjects: up to 1,000 keys; the ones that aren't there count as deleted. */
export async function deleteObjects(
  { objects }: Account,
  { bucket, body }: S3Request,
): Promise<S3Response> {
  const request = readXml(await readWhole(body, XML_BYTES_MAX), "Delete");
  const isQuiet = childText(request, "Quiet")?.trim() === "true";
  const entries = childElements(request, "Object");
  if (entries.length === 0 || entries.length > KEYS_MAX) {
    throw malformedXml(`it must name 1 to ${KEYS_MAX} objects`);
  }

  const asked = entries.map((entry) => ({ key: readKey(entry), refusal: refusalOf(entry) }));
  const keys = asked.filter(({ refusal }) => refusal === undefined).map(({ key }) => key);
  if (keys.length > 0) await objects.deleteObjects(bucket, keys);

  const result = writeXml("DeleteResult", {
    Deleted: isQuiet ? undefined : keys.map((key) => ({ Key: key })),
    Error: asked
      .filter(({ refusal }) => refusal !== undefined)
      .map(({ key, refusal }) => ({ Key: key, ...refusal })),
  });
  return { status: 200, body: result };
}

function readKey(entry: XmlElement): string {
  const key = childText(entry, "Key");
  if (key === undefined || key === "") throw malformedXml("an Object has no Key");
  return key;
}

/** What can't be deleted as asked is answered for its key alone. */
function refusalOf(entry: XmlElement): { Code: string; Message: string } | undefined {
  const version = childText(entry, "VersionId");
  if (version !== undefined && version !== "" && version !== "null") {
    return { Code: "NoSuchVersion", Message: "There is no such version." };
  }
  if (childText(entry, "ETag") !== undefined) {
    return { Code: "NotImplemented", Message: "Conditional deletion isn't supported." };
  }
  if (Buffer.byteLength(childText(entry, "Key") ?? "", "utf8") > KEY_BYTES_MAX) {
    return { Code: "KeyTooLongError", Message: "A key has at most 1,024 bytes of UTF-8." };
  }
  return undefined;
}
