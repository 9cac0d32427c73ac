import { chunkBytes } from "@stos/storage";
import { NodeError } from "../node-error.ts";

/** Stored bytes of a slice, `end` excluded. */
export type StoredRange = Readonly<{ start: number; end: number }>;

/**
 * The range of a `bytes=a-b` header, widened to whole chunks; of none, the whole slice. Throws `NodeError`
 * range-invalid for what isn't within the slice, request-invalid for what is no range.
 */
export function storedRange(header: string | undefined, size: number): StoredRange {
  if (header === undefined) return { start: 0, end: size };
  const match = /^bytes=(\d{1,15})-(\d{0,15})$/.exec(header);
  if (match === null)
    throw new NodeError({ code: "request-invalid", reason: "range is bytes=FIRST-LAST" });
  const first = Number(match[1]);
  const last = match[2] === "" ? size - 1 : Math.min(Number(match[2]), size - 1);
  if (first > last) throw new NodeError({ code: "range-invalid", size });
  return {
    start: Math.floor(first / chunkBytes) * chunkBytes,
    end: Math.min(size, (Math.floor(last / chunkBytes) + 1) * chunkBytes),
  };
}
