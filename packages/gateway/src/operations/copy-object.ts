import type { ObjectInfo, ObjectTarget } from "@stos/client";
import type { RequestHeaders } from "../http/request-headers.ts";
import { type Account, noSuchKey, type S3Request, type S3Response } from "../http/s3-request.ts";
import { headCopySource } from "../object/copy-source.ts";
import { type Description, readDescription } from "../object/metadata.ts";
import {
  PUT_BYTES_MAX,
  readReplicas,
  readWriteConditions,
  refuseUnsupported,
} from "../object/put-headers.ts";
import { S3Error } from "../s3-error.ts";
import { writeXml } from "../xml/write-xml.ts";

/** CopyObject: reads the source and writes it anew, up to 5 GiB. */
export async function copyObject(
  { objects }: Account,
  { bucket, key, headers, signal }: S3Request,
): Promise<S3Response> {
  refuseUnsupported(headers);
  const target = { bucket, key };
  const replicas = readReplicas(headers);
  const conditions = readWriteConditions(headers);
  const { source, info } = await headCopySource(objects, headers);
  const description = describe(headers, info);
  if (readDirective(headers) === "COPY") refuseCopyOntoItself({ source, target }, headers);
  if (info.size > PUT_BYTES_MAX) {
    throw new S3Error({ code: "InvalidRequest", message: "Copy more than 5 GiB in parts." });
  }

  const opened = await objects.open(source.bucket, source.key, { signal });
  if (opened === undefined) throw await noSuchKey(objects, source.bucket, source.key);
  if (opened.info.etag !== info.etag) {
    throw new S3Error({ code: "PreconditionFailed", message: "The source changed meanwhile." });
  }
  const copied = await objects.put(target, opened.body, {
    size: opened.info.size,
    signal,
    ...description,
    ...replicas,
    ...conditions,
  });

  return {
    status: 200,
    headers: { "x-stratos-replicas": `${copied.replicas}` },
    body: writeXml("CopyObjectResult", {
      LastModified: new Date(copied.modifiedMs).toISOString(),
      ETag: `"${copied.etag}"`,
    }),
  };
}

function describe(headers: RequestHeaders, source: ObjectInfo): Description {
  if (readDirective(headers) === "REPLACE") return readDescription(headers);
  return { contentType: source.contentType, metadata: source.metadata };
}

function readDirective(headers: RequestHeaders): "COPY" | "REPLACE" {
  const stated = headers.get("x-amz-metadata-directive") ?? "COPY";
  if (stated === "COPY" || stated === "REPLACE") return stated;
  throw new S3Error({
    code: "InvalidArgument",
    message: "x-amz-metadata-directive must be COPY or REPLACE.",
  });
}

/** Asked for other replicas, a copy onto itself does change something. */
function refuseCopyOntoItself(
  { source, target }: Readonly<{ source: ObjectTarget; target: ObjectTarget }>,
  headers: RequestHeaders,
): void {
  const isItself = source.bucket === target.bucket && source.key === target.key;
  if (!isItself || headers.has("x-stratos-replicas")) return;
  throw new S3Error({
    code: "InvalidRequest",
    message:
      "A copy of an object onto itself must change its metadata (x-amz-metadata-directive: REPLACE) or its replicas.",
  });
}
