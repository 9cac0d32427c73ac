import type { ObjectTarget } from "@stos/client";
import { usageError } from "../cli-error.ts";

/** `BUCKET/KEY`; the key is empty where only a bucket is named, and may hold slashes itself. */
export function parseObjectPath(path: string): ObjectTarget {
  const [bucket = "", ...rest] = path.split("/");
  if (bucket === "") throw usageError(`"${path}" names no bucket; write BUCKET/KEY`);
  return { bucket, key: rest.join("/") };
}
