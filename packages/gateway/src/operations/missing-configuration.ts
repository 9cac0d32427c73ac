import { type Account, type Operation, requireBucket, type S3Request } from "../http/s3-request.ts";
import { S3Error, type S3ErrorCode } from "../s3-error.ts";

/** What a bucket answers about a configuration that it can't have: clients expect "not configured" rather than "not implemented". */
export const missingConfigurations: Readonly<Record<string, S3ErrorCode>> = {
  policy: "NoSuchBucketPolicy",
  lifecycle: "NoSuchLifecycleConfiguration",
  cors: "NoSuchCORSConfiguration",
  tagging: "NoSuchTagSet",
  website: "NoSuchWebsiteConfiguration",
  replication: "ReplicationConfigurationNotFoundError",
  encryption: "ServerSideEncryptionConfigurationNotFoundError",
  "object-lock": "ObjectLockConfigurationNotFoundError",
  publicAccessBlock: "NoSuchPublicAccessBlockConfiguration",
  ownershipControls: "OwnershipControlsNotFoundError",
};

export function missingConfiguration(code: S3ErrorCode): Operation {
  return async ({ objects }: Account, { bucket }: S3Request) => {
    await requireBucket(objects, bucket);
    throw new S3Error({ code, details: { BucketName: bucket } });
  };
}
