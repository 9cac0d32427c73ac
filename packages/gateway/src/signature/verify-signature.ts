import { type KeyObject, timingSafeEqual } from "node:crypto";
import type { Credential, Credentials } from "../credentials.ts";
import type { Query } from "../http/query.ts";
import type { RequestHeaders } from "../http/request-headers.ts";
import { S3Error } from "../s3-error.ts";
import { canonicalRequest, stringToSign } from "./canonical-request.ts";
import { readSignatureClaim, type SignatureClaim } from "./signature-claim.ts";
import { type SigningKeys, sign } from "./signing-keys.ts";
import { parseTimestamp } from "./timestamp.ts";

export type SignedRequest = Readonly<{
  method: string;
  /** Decoded. */
  path: string;
  query: Query;
  headers: RequestHeaders;
}>;

export type Authority = Readonly<{
  credentials: Credentials;
  signingKeys: SigningKeys;
  region: string;
  now: () => number;
}>;

/** A verified request: whose it is, and what the signatures of its chunks continue from. */
export type Verified = Readonly<{
  accessKeyId: string;
  credential: Credential;
  /** `x-amz-content-sha256` as signed. */
  payloadHash: string;
  chunkSigning: ChunkSigning;
}>;

export type ChunkSigning = Readonly<{
  key: KeyObject;
  timestamp: string;
  scope: string;
  seedSignature: string;
}>;

const SKEW_MS_MAX = 15 * 60 * 1000;

/** Verifies SigV4 in header or query. Signatures are compared in constant time. */
export async function verifySignature(
  authority: Authority,
  request: SignedRequest,
): Promise<Verified> {
  const claim = readSignatureClaim(request.headers, request.query);
  checkScope(claim, authority.region);
  checkTime(claim, authority.now());
  checkHeadersSigned(claim, request.headers);
  const payloadHash = readPayloadHash(claim, request.headers);
  if (request.headers.has("x-amz-security-token")) throw new S3Error({ code: "InvalidToken" });

  const credential = await authority.credentials.find(claim.accessKeyId);
  if (credential === undefined) {
    throw new S3Error({
      code: "InvalidAccessKeyId",
      details: { AWSAccessKeyId: claim.accessKeyId },
    });
  }

  const { accessKeyId, timestamp, signedHeaders } = claim;
  const scope = `${claim.date}/${claim.region}/s3/aws4_request`;
  const key = authority.signingKeys.find(accessKeyId, credential.secretAccessKey, claim);
  const canonical = canonicalRequest({ ...request, signedHeaders, payloadHash });
  const expected = sign(key, stringToSign(canonical, { timestamp, scope }));
  if (!isSameSignature(expected, claim.signature)) {
    throw new S3Error({ code: "SignatureDoesNotMatch", details: { AWSAccessKeyId: accessKeyId } });
  }

  const chunkSigning = { key, timestamp, scope, seedSignature: expected };
  return { accessKeyId, credential, payloadHash, chunkSigning };
}

/** Both are hexadecimal digits; the time doesn't tell how many agree. */
export function isSameSignature(expected: string, received: string): boolean {
  const left = Buffer.from(expected, "latin1");
  const right = Buffer.from(received, "latin1");
  return left.length === right.length && timingSafeEqual(left, right);
}

function checkScope(claim: SignatureClaim, region: string): void {
  const code =
    claim.expiresSeconds === undefined
      ? "AuthorizationHeaderMalformed"
      : "AuthorizationQueryParametersError";
  if (claim.service !== "s3") {
    throw new S3Error({ code, message: "The credential must be scoped to the service s3." });
  }
  if (claim.region !== region) {
    const message = `The region '${claim.region}' is wrong; expecting '${region}'.`;
    throw new S3Error({ code, message, details: { Region: region } });
  }
  if (!claim.timestamp.startsWith(claim.date)) {
    throw new S3Error({ code, message: "The credential's day differs from the request's." });
  }
}

function checkTime(claim: SignatureClaim, now: number): void {
  const signedAt = parseTimestamp(claim.timestamp);
  if (signedAt === undefined) {
    throw new S3Error({ code: "AccessDenied", message: "The date must be YYYYMMDDThhmmssZ." });
  }
  if (claim.expiresSeconds !== undefined && now > signedAt + claim.expiresSeconds * 1000) {
    throw new S3Error({ code: "AccessDenied", message: "The request has expired." });
  }
  const isSkewed =
    claim.expiresSeconds === undefined
      ? Math.abs(now - signedAt) > SKEW_MS_MAX
      : signedAt - now > SKEW_MS_MAX;
  if (isSkewed) {
    throw new S3Error({
      code: "RequestTimeTooSkewed",
      details: { RequestTime: claim.timestamp, ServerTime: new Date(now).toISOString() },
    });
  }
}

/** Otherwise somebody in between could add, say, a copy source. */
function checkHeadersSigned(claim: SignatureClaim, headers: RequestHeaders): void {
  const unsigned = [...headers.keys()].filter(
    (name) =>
      name.startsWith("x-amz-") &&
      name !== "x-amz-content-sha256" &&
      !claim.signedHeaders.includes(name),
  );
  if (unsigned.length > 0) {
    throw new S3Error({
      code: "AccessDenied",
      message: `Headers weren't signed: ${unsigned.join(", ")}.`,
      details: { HeadersNotSigned: unsigned.join(", ") },
    });
  }
}

function readPayloadHash(claim: SignatureClaim, headers: RequestHeaders): string {
  const stated = headers.get("x-amz-content-sha256");
  if (stated !== undefined) return stated;
  if (claim.expiresSeconds !== undefined) return "UNSIGNED-PAYLOAD";
  throw new S3Error({
    code: "InvalidRequest",
    message: "Missing required header for this request: x-amz-content-sha256.",
  });
}
