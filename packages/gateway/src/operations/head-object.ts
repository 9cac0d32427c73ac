import { type Account, noSuchKey, type S3Request, type S3Response } from "../http/s3-request.ts";
import { checkReadConditions } from "../object/conditions.ts";
import { describingHeaders } from "../object/metadata.ts";
import { resolveRange } from "../object/range.ts";
import { refuseVersion, responseOverrides } from "../object/read-parameters.ts";
import { notModified } from "./get-object.ts";

/** HeadObject: the headers that GetObject would answer. */
export async function headObject(
  { objects }: Account,
  { bucket, key, headers, query }: S3Request,
): Promise<S3Response> {
  refuseVersion(query);
  const info = await objects.head(bucket, key);
  if (info === undefined) throw await noSuchKey(objects, bucket, key);
  if (checkReadConditions(headers, info) === "not-modified") return notModified(info);
  const range = resolveRange(headers.get("range"), info.size);

  const described = { ...describingHeaders(info), ...responseOverrides(query) };
  if (range === undefined) {
    return { status: 200, headers: { ...described, "content-length": `${info.size}` } };
  }
  return {
    status: 206,
    headers: {
      ...described,
      "content-length": `${range.last - range.first + 1}`,
      "content-range": `bytes ${range.first}-${range.last}/${info.size}`,
    },
  };
}
