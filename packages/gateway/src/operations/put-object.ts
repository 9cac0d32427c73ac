import type { Account, S3Request, S3Response } from "../http/s3-request.ts";
import { readDescription } from "../object/metadata.ts";
import {
  readReplicas,
  readWriteConditions,
  refuseUnsupported,
  requireSize,
} from "../object/put-headers.ts";

/** PutObject: nothing is visible before the body's end was checked, since the body fails there if anything differs. */
export async function putObject(
  { objects }: Account,
  { bucket, key, headers, body, signal }: S3Request,
): Promise<S3Response> {
  refuseUnsupported(headers);
  const size = requireSize(body.size);
  const description = readDescription(headers);
  const replicas = readReplicas(headers);
  const conditions = readWriteConditions(headers);

  const info = await objects.put({ bucket, key }, body, {
    size,
    signal,
    ...description,
    ...replicas,
    ...conditions,
  });

  return {
    status: 200,
    headers: {
      etag: `"${info.etag}"`,
      "x-stratos-replicas": `${info.replicas}`,
      ...Object.fromEntries(body.checksums),
    },
  };
}
