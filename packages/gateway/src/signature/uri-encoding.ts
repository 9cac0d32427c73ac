import { S3Error } from "../s3-error.ts";

/** Percent-encodes all but `A-Z a-z 0-9 - . _ ~`, as SigV4 prescribes. */
export function encodeUriComponent(text: string): string {
  // encodeURIComponent throws on lone surrogates, which a decoded request can't contain.
  return encodeURIComponent(text).replace(
    /[!'()*]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}

/** Like `encodeUriComponent`, keeping slashes: for paths and for keys in lists. */
export function encodeUriPath(path: string): string {
  return path.split("/").map(encodeUriComponent).join("/");
}

/** @throws S3Error InvalidURI where the bytes aren't UTF-8 or a `%` stands alone. */
export function decodeUri(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    throw new S3Error({ code: "InvalidURI" });
  }
}
