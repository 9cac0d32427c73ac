import type { ByteRange } from "@stos/client";
import { S3Error } from "../s3-error.ts";

/**
 * The bytes that a Range header asks of an object of `size` bytes; undefined for the whole. A header that can't be read, or with
 * several ranges, is ignored as HTTP and S3 have it.
 *
 * @throws S3Error InvalidRange where nothing of the object lies in it.
 */
export function resolveRange(header: string | undefined, size: number): ByteRange | undefined {
  const match = /^bytes=(\d{0,15})-(\d{0,15})$/.exec(header ?? "");
  if (match === null) return undefined;
  const [, first = "", last = ""] = match;
  if (first === "" && last === "") return undefined;
  if (first !== "" && last !== "" && Number(last) < Number(first)) return undefined;

  const range =
    first === ""
      ? { first: Math.max(0, size - Number(last)), last: size - 1 }
      : { first: Number(first), last: Math.min(last === "" ? size - 1 : Number(last), size - 1) };
  if (range.first >= size) {
    throw new S3Error({
      code: "InvalidRange",
      details: { RangeRequested: header ?? "", ActualObjectSize: `${size}` },
    });
  }
  return range;
}
