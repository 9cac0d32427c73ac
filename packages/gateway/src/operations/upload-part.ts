import type { Account, S3Request, S3Response } from "../http/s3-request.ts";
import { findUpload, partEtag, readPartNumber } from "../multipart/part-request.ts";
import { refuseUnsupported, requireSize } from "../object/put-headers.ts";

/** UploadPart: durable on its replicas before it is written down here. */
export async function uploadPart(account: Account, request: S3Request): Promise<S3Response> {
  const { bucket, headers, body, signal } = request;
  refuseUnsupported(headers);
  const number = readPartNumber(request);
  const size = requireSize(body.size);
  const { id, replicas } = findUpload(account, request);

  const options = replicas === undefined ? { size, signal } : { size, signal, replicas };
  const part = await account.objects.putPart(bucket, body, options);
  account.uploads.addPart(id, number, part);

  return {
    status: 200,
    headers: { etag: `"${partEtag(part.md5)}"`, ...Object.fromEntries(body.checksums) },
  };
}
