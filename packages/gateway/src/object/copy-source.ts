import type { ObjectInfo, ObjectStore, ObjectTarget } from "@stos/client";
import type { RequestHeaders } from "../http/request-headers.ts";
import { noSuchKey } from "../http/s3-request.ts";
import { S3Error } from "../s3-error.ts";
import { decodeUri } from "../signature/uri-encoding.ts";
import { checkBucketName, checkKey } from "./bucket-name.ts";
import { checkCopyConditions } from "./conditions.ts";

/** `x-amz-copy-source: [/]BUCKET/KEY[?versionId=null]`, encoded like a path. */
export function readCopySource(headers: RequestHeaders): ObjectTarget {
  const stated = headers.get("x-amz-copy-source") ?? "";
  const [path = "", version] = stated.split("?versionId=");
  if (version !== undefined && version !== "null") throw new S3Error({ code: "NoSuchVersion" });
  const decoded = decodeUri(path).replace(/^\//, "");
  const slash = decoded.indexOf("/");
  if (slash < 1 || slash === decoded.length - 1) {
    throw new S3Error({
      code: "InvalidArgument",
      message: "x-amz-copy-source must be BUCKET/KEY, encoded like a path.",
    });
  }
  const source = { bucket: decoded.slice(0, slash), key: decoded.slice(slash + 1) };
  checkBucketName(source.bucket);
  checkKey(source.key);
  return source;
}

/** The source as it is now, with the copy's conditions checked. */
export async function headCopySource(
  objects: ObjectStore,
  headers: RequestHeaders,
): Promise<{ source: ObjectTarget; info: ObjectInfo }> {
  const source = readCopySource(headers);
  const info = await objects.head(source.bucket, source.key);
  if (info === undefined) throw await noSuchKey(objects, source.bucket, source.key);
  checkCopyConditions(headers, info);
  return { source, info };
}
