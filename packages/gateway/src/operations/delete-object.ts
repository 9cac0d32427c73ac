import type { Account, S3Request, S3Response } from "../http/s3-request.ts";
import { refuseVersion } from "../object/read-parameters.ts";
import { S3Error } from "../s3-error.ts";

/** DeleteObject: 204 whether it was there or not. */
export async function deleteObject(
  { objects }: Account,
  { bucket, key, headers, query }: S3Request,
): Promise<S3Response> {
  refuseVersion(query);
  if (headers.has("if-match")) {
    throw new S3Error({
      code: "NotImplemented",
      message: "Conditional deletion isn't supported.",
    });
  }
  await objects.deleteObjects(bucket, [key]);
  return { status: 204 };
}
