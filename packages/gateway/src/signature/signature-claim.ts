import { parameter, type Query } from "../http/query.ts";
import type { RequestHeaders } from "../http/request-headers.ts";
import { S3Error } from "../s3-error.ts";
import { formatTimestamp } from "./timestamp.ts";

/** What a request says about its own signature, before any of it is believed. */
export type SignatureClaim = Readonly<{
  accessKeyId: string;
  /** yyyymmdd */
  date: string;
  region: string;
  service: string;
  /** yyyymmddThhmmssZ */
  timestamp: string;
  signedHeaders: readonly string[];
  signature: string;
  /** Seconds; only a presigned URL has it. */
  expiresSeconds?: number;
}>;

const ALGORITHM = "AWS4-HMAC-SHA256";
const PRESIGNED_SECONDS_MAX = 604_800;

/**
 * Reads the claim from the Authorization header or from the query of a presigned URL.
 *
 * @throws S3Error AccessDenied without any, InvalidRequest for signatures of version 2, or the malformed one's own code.
 */
export function readSignatureClaim(headers: RequestHeaders, query: Query): SignatureClaim {
  const authorization = headers.get("authorization");
  const presigned = parameter(query, "X-Amz-Algorithm");
  if (authorization !== undefined && presigned !== undefined) {
    throw new S3Error({ code: "InvalidArgument", message: "Only one signature is allowed." });
  }
  if (presigned !== undefined) return fromQuery(query);
  if (authorization !== undefined) return fromHeader(authorization, headers);
  if (parameter(query, "AWSAccessKeyId") !== undefined) throw onlyVersion4();
  throw new S3Error({ code: "AccessDenied", message: "The request isn't signed." });
}

function fromHeader(authorization: string, headers: RequestHeaders): SignatureClaim {
  const [algorithm, rest] = splitOnce(authorization, " ");
  if (algorithm !== ALGORITHM) throw onlyVersion4();
  const fields = new Map(rest.split(",").map((field) => splitOnce(field.trim(), "=")));
  const malformed = (message: string) =>
    new S3Error({ code: "AuthorizationHeaderMalformed", message });

  const credential = readCredential(fields.get("Credential"), malformed);
  const signedHeaders = readSignedHeaders(fields.get("SignedHeaders"), malformed);
  const signature = readSignature(fields.get("Signature"), malformed);
  return { ...credential, signedHeaders, signature, timestamp: headerTimestamp(headers) };
}

function fromQuery(query: Query): SignatureClaim {
  const malformed = (message: string) =>
    new S3Error({ code: "AuthorizationQueryParametersError", message });
  if (parameter(query, "X-Amz-Algorithm") !== ALGORITHM) throw onlyVersion4();

  const expires = parameter(query, "X-Amz-Expires") ?? "";
  const expiresSeconds = /^\d{1,7}$/.test(expires) ? Number(expires) : 0;
  if (expiresSeconds < 1 || expiresSeconds > PRESIGNED_SECONDS_MAX) {
    throw malformed(`X-Amz-Expires must be 1 to ${PRESIGNED_SECONDS_MAX} seconds.`);
  }

  return {
    ...readCredential(parameter(query, "X-Amz-Credential"), malformed),
    signedHeaders: readSignedHeaders(parameter(query, "X-Amz-SignedHeaders"), malformed),
    signature: readSignature(parameter(query, "X-Amz-Signature"), malformed),
    timestamp: parameter(query, "X-Amz-Date") ?? "",
    expiresSeconds,
  };
}

type Malformed = (message: string) => S3Error;

/** An access key may contain slashes, so the scope is read from the end. */
function readCredential(text: string | undefined, malformed: Malformed) {
  const fields = (text ?? "").split("/");
  const [terminator, service, region, date] = fields.slice(-4).reverse();
  const accessKeyId = fields.slice(0, -4).join("/");
  if (accessKeyId === "" || terminator !== "aws4_request" || !/^\d{8}$/.test(date ?? "")) {
    throw malformed("The credential must be KEY/YYYYMMDD/REGION/s3/aws4_request.");
  }
  return { accessKeyId, date: date ?? "", region: region ?? "", service: service ?? "" };
}

function readSignedHeaders(text: string | undefined, malformed: Malformed): readonly string[] {
  const names = (text ?? "").split(";");
  if (!names.includes("host")) throw malformed("The header host must be signed.");
  return names;
}

function readSignature(text: string | undefined, malformed: Malformed): string {
  if (text === undefined || !/^[0-9a-f]{64}$/.test(text)) {
    throw malformed("The signature must have 64 hexadecimal digits.");
  }
  return text;
}

function headerTimestamp(headers: RequestHeaders): string {
  const stated = headers.get("x-amz-date");
  if (stated !== undefined) return stated;
  const date = Date.parse(headers.get("date") ?? "");
  if (Number.isNaN(date)) {
    throw new S3Error({ code: "AccessDenied", message: "x-amz-date or Date is required." });
  }
  return formatTimestamp(date);
}

function onlyVersion4(): S3Error {
  return new S3Error({
    code: "InvalidRequest",
    message: `Signatures other than ${ALGORITHM} aren't supported.`,
  });
}

function splitOnce(text: string, separator: string): [string, string] {
  const at = text.indexOf(separator);
  return at < 0 ? [text, ""] : [text.slice(0, at), text.slice(at + separator.length)];
}
