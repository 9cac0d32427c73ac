import { S3Error } from "../s3-error.ts";

/** How the body is framed and what vouches for it, as `x-amz-content-sha256` says. */
export type PayloadKind = Readonly<
  | { kind: "unsigned" }
  | { kind: "hashed"; sha256: string }
  | { kind: "chunked"; isSigned: boolean; hasTrailer: boolean }
>;

export function payloadKind(contentSha256: string): PayloadKind {
  switch (contentSha256) {
    case "UNSIGNED-PAYLOAD":
      return { kind: "unsigned" };
    case "STREAMING-AWS4-HMAC-SHA256-PAYLOAD":
      return { kind: "chunked", isSigned: true, hasTrailer: false };
    case "STREAMING-AWS4-HMAC-SHA256-PAYLOAD-TRAILER":
      return { kind: "chunked", isSigned: true, hasTrailer: true };
    case "STREAMING-UNSIGNED-PAYLOAD-TRAILER":
      return { kind: "chunked", isSigned: false, hasTrailer: true };
  }
  if (/^[0-9a-fA-F]{64}$/.test(contentSha256)) {
    return { kind: "hashed", sha256: contentSha256.toLowerCase() };
  }
  if (contentSha256.startsWith("STREAMING-")) {
    throw new S3Error({
      code: "NotImplemented",
      message: `The payload ${contentSha256} isn't supported.`,
    });
  }
  throw new S3Error({
    code: "InvalidArgument",
    message:
      "x-amz-content-sha256 must be UNSIGNED-PAYLOAD, one of the STREAMING- values, or a SHA-256 in hexadecimal digits.",
  });
}
