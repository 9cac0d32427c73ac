import type { FilesError } from "@stos/client";
import { S3Error } from "./s3-error.ts";

/** A failure of the store, in S3's words. */
export function s3ErrorOf(error: FilesError): S3Error {
  const { failure } = error;
  const message = error.message;
  switch (failure.code) {
    case "bucket-missing":
      return new S3Error({ code: "NoSuchBucket", details: { BucketName: failure.bucket } });
    case "bucket-exists":
      return new S3Error({ code: "BucketAlreadyExists", details: { BucketName: failure.bucket } });
    case "bucket-not-empty":
      return new S3Error({ code: "BucketNotEmpty", details: { BucketName: failure.bucket } });
    case "bucket-name-invalid":
      return new S3Error({
        code: "InvalidBucketName",
        message,
        details: { BucketName: failure.bucket },
      });
    case "condition-failed":
      return new S3Error({
        code: "PreconditionFailed",
        details: { Condition: failure.condition === "if-match" ? "If-Match" : "If-None-Match" },
      });
    case "key-invalid":
    case "replicas-out-of-range":
      return new S3Error({ code: "InvalidArgument", message });
    case "object-too-large":
      return new S3Error({
        code: "EntityTooLarge",
        message,
        details: { MaxSizeAllowed: `${failure.limit}` },
      });
    case "size-differs":
      return new S3Error({ code: "IncompleteBody", message });
    case "ozone-exhausted":
      return new S3Error({ code: "InsufficientOzone", message });
    case "not-permitted":
      return new S3Error({ code: "AccessDenied", message });
    case "not-enough-nodes":
    case "data-unavailable":
    case "network-unavailable":
      return new S3Error({ code: "ServiceUnavailable", message });
  }
}
