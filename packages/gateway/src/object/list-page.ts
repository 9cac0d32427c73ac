import { parameter, type Query } from "../http/query.ts";
import { S3Error } from "../s3-error.ts";
import { encodeUriPath } from "../signature/uri-encoding.ts";

const PAGE_MAX = 1_000;

/** A count such as max-keys: 0 to 1,000, larger ones cut. @throws S3Error InvalidArgument */
export function readPageSize(query: Query, name: string): number {
  const stated = parameter(query, name);
  if (stated === undefined || stated === "") return PAGE_MAX;
  if (!/^\d{1,10}$/.test(stated)) throw invalid(name, stated);
  return Math.min(PAGE_MAX, Number(stated));
}

/** How keys are written: `encoding-type=url`, or as they are. @throws S3Error InvalidArgument */
export function readEncoding(query: Query): (text: string) => string {
  const stated = parameter(query, "encoding-type");
  if (stated === undefined || stated === "") return (text) => text;
  if (stated !== "url") throw invalid("encoding-type", stated);
  return encodeUriPath;
}

/** Continuation tokens are opaque to clients: a version and where to go on. */
export function writeToken(after: string): string {
  return Buffer.from(`1${after}`, "utf8").toString("base64url");
}

/** @throws S3Error InvalidArgument */
export function readToken(token: string): string {
  const text = Buffer.from(token, "base64url").toString("utf8");
  if (!text.startsWith("1") || writeToken(text.slice(1)) !== token) {
    throw invalid("continuation-token", token);
  }
  return text.slice(1);
}

function invalid(name: string, value: string): S3Error {
  return new S3Error({
    code: "InvalidArgument",
    message: `The parameter ${name} is invalid.`,
    details: { ArgumentName: name, ArgumentValue: value },
  });
}
