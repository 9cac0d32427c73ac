import type { Account, S3Request, S3Response } from "../http/s3-request.ts";
import { findUpload } from "../multipart/part-request.ts";

/** AbortMultipartUpload: forgets the parts; the network collects their slices. */
export async function abortMultipartUpload(
  account: Account,
  request: S3Request,
): Promise<S3Response> {
  account.uploads.abort(findUpload(account, request).id);
  return { status: 204 };
}
