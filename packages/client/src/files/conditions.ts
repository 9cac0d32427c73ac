import { sha256, toHex } from "@stos/codec";
import { FilesError } from "./files-error.ts";
import type { PutOptions } from "./object-store.ts";

/** The object that stands, as far as conditions see it. */
export type PresentVersion = Readonly<{ etag: string; manifest: Uint8Array }>;

/** What `MsgPutObject` names: an ETag, `*`, or a version by the sha256 of its manifest. */
export type ChainConditions = Readonly<{ ifMatch: string; ifNoneMatch: string }>;

/** Whether conditions can't be told to the chain as they are: the ETags of encrypted objects are sealed. */
export function needPresent(
  { ifMatch = "*", ifNoneMatch = "*" }: PutOptions,
  isPlain: boolean,
): boolean {
  return !isPlain && (ifMatch !== "*" || ifNoneMatch !== "*");
}

/**
 * Conditions on ETags as conditions on exactly the version that was looked at, so that consensus decides nevertheless.
 * Throws `FilesError` condition-failed where that version doesn't fit.
 */
export function conditionsOnVersion(
  { ifMatch, ifNoneMatch }: PutOptions,
  present: PresentVersion | undefined,
): ChainConditions {
  const isPresent = (stated: string) =>
    present !== undefined && (stated === "*" || stated === present.etag);
  if (ifMatch !== undefined && !isPresent(ifMatch))
    throw new FilesError({ code: "condition-failed", condition: "if-match" });
  if (ifNoneMatch !== undefined && isPresent(ifNoneMatch))
    throw new FilesError({ code: "condition-failed", condition: "if-none-match" });
  return present === undefined
    ? { ifMatch: "", ifNoneMatch: "*" }
    : { ifMatch: toHex(sha256(present.manifest)), ifNoneMatch: "" };
}
