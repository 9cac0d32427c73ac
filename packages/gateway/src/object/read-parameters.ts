import { parameter, type Query } from "../http/query.ts";
import { S3Error } from "../s3-error.ts";

const OVERRIDES = [
  "content-type",
  "content-language",
  "expires",
  "cache-control",
  "content-disposition",
  "content-encoding",
];

/** `response-content-type` and its like, which replace headers of the answer. */
export function responseOverrides(query: Query): Readonly<Record<string, string>> {
  const overrides: Record<string, string> = {};
  for (const name of OVERRIDES) {
    const value = parameter(query, `response-${name}`);
    if (value === undefined) continue;
    if (/[\r\n\0]/.test(value)) {
      throw new S3Error({
        code: "InvalidArgument",
        message: `response-${name} can't be a header.`,
      });
    }
    overrides[name] = value;
  }
  return overrides;
}

/** There is one version of an object, and its parts aren't remembered. */
export function refuseVersion(query: Query): void {
  const version = parameter(query, "versionId");
  if (version !== undefined && version !== "null") throw new S3Error({ code: "NoSuchVersion" });
  if (parameter(query, "partNumber") !== undefined) {
    throw new S3Error({
      code: "NotImplemented",
      message: "Reading by part number isn't supported. Use Range.",
    });
  }
}
