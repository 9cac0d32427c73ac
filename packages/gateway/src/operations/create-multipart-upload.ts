import {
  type Account,
  requireBucket,
  type S3Request,
  type S3Response,
} from "../http/s3-request.ts";
import { readDescription } from "../object/metadata.ts";
import { readReplicas, refuseUnsupported } from "../object/put-headers.ts";
import { writeXml } from "../xml/write-xml.ts";

/** CreateMultipartUpload: keeps what will describe the object until its parts are there. */
export async function createMultipartUpload(
  { objects, owner, uploads }: Account,
  { bucket, key, headers }: S3Request,
): Promise<S3Response> {
  refuseUnsupported(headers);
  const description = readDescription(headers);
  const replicas = readReplicas(headers);
  await requireBucket(objects, bucket);

  const upload = uploads.create({ owner, bucket, key, ...description, ...replicas });

  const body = writeXml("InitiateMultipartUploadResult", {
    Bucket: bucket,
    Key: key,
    UploadId: upload.id,
  });
  return replicas.replicas === undefined
    ? { status: 200, body }
    : { status: 200, headers: { "x-stratos-replicas": `${replicas.replicas}` }, body };
}
