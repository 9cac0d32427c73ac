import { createHash } from "node:crypto";
import type { Body } from "@stos/client";
import { S3Error } from "../s3-error.ts";
import { sign } from "../signature/signing-keys.ts";
import { type ChunkSigning, isSameSignature } from "../signature/verify-signature.ts";
import { ByteReader, malformed } from "./byte-reader.ts";

export type ChunkedFraming = Readonly<{
  /** Absent: chunks aren't signed. */
  signing?: ChunkSigning;
  hasTrailer: boolean;
}>;

const LINE_BYTES_MAX = 1_024;
const TRAILER_LINES_MAX = 32;
const EMPTY_SHA256 = createHash("sha256").digest("hex");

/**
 * Takes the frames off an aws-chunked body: `SIZE[;chunk-signature=HEX]\r\n DATA \r\n … 0…\r\n [trailers] \r\n`.
 *
 * Bytes are passed on as they come and the signature of a chunk is checked at its end: nothing of the body counts before
 * the whole of it was read. Trailers are put into `trailers` before the end is told.
 *
 * @throws S3Error SignatureDoesNotMatch, IncompleteBody, InvalidRequest.
 */
export async function* decodeChunked(
  source: Body,
  { signing, hasTrailer }: ChunkedFraming,
  trailers: Map<string, string>,
): AsyncGenerator<Uint8Array, void, undefined> {
  const reader = new ByteReader(source);
  let previous = signing?.seedSignature ?? "";

  for (;;) {
    const header = parseHeader(await reader.line(LINE_BYTES_MAX), signing !== undefined);
    const hash = createHash("sha256");
    for await (const piece of reader.take(header.size)) {
      if (signing !== undefined) hash.update(piece);
      yield piece;
    }
    if (signing !== undefined) {
      const expected = signChunk(signing, previous, hash.digest("hex"));
      checkSame(expected, header.signature);
      previous = expected;
    }
    if (header.size === 0) break;
    if ((await reader.line(LINE_BYTES_MAX)) !== "") throw malformed("a chunk's end is missing");
  }

  const lines = await readTrailerLines(reader);
  if (!hasTrailer && lines.length > 0) throw malformed("a trailer wasn't announced");
  if (hasTrailer) readTrailers(lines, trailers);
  if (hasTrailer && signing !== undefined) checkTrailer(signing, previous, lines);
}

function parseHeader(line: string | undefined, isSigned: boolean) {
  if (line === undefined) throw new S3Error({ code: "IncompleteBody" });
  const match = /^([0-9a-fA-F]{1,12})(?:;chunk-signature=([0-9a-f]{64}))?$/.exec(line);
  if (match === null) throw malformed("a chunk's header can't be read");
  const [, size = "", signature = ""] = match;
  if (isSigned && signature === "") throw malformed("a chunk isn't signed");
  return { size: Number.parseInt(size, 16), signature };
}

function signChunk(signing: ChunkSigning, previous: string, dataHash: string): string {
  const { timestamp, scope, key } = signing;
  return sign(
    key,
    ["AWS4-HMAC-SHA256-PAYLOAD", timestamp, scope, previous, EMPTY_SHA256, dataHash].join("\n"),
  );
}

/** Clients differ in where they put empty lines around the trailers, so all of them are skipped. */
async function readTrailerLines(reader: ByteReader): Promise<string[]> {
  const lines: string[] = [];
  for (;;) {
    const line = await reader.line(LINE_BYTES_MAX);
    if (line === undefined) return lines;
    if (line.trim() !== "") lines.push(line);
    if (lines.length > TRAILER_LINES_MAX) throw malformed("there are too many trailers");
  }
}

function readTrailers(lines: readonly string[], trailers: Map<string, string>): void {
  for (const line of lines) {
    const colon = line.indexOf(":");
    if (colon < 0) throw malformed("a trailer can't be read");
    trailers.set(line.slice(0, colon).trim().toLowerCase(), line.slice(colon + 1).trim());
  }
}

function checkTrailer(signing: ChunkSigning, previous: string, lines: readonly string[]): void {
  const signatureName = "x-amz-trailer-signature:";
  const signature = lines.find((line) => line.startsWith(signatureName));
  if (signature === undefined) throw malformed("the trailer isn't signed");

  const canonical = lines
    .filter((line) => line !== signature)
    .map((line) => `${line.trim()}\n`)
    .sort()
    .join("");
  const hash = createHash("sha256").update(canonical, "utf8").digest("hex");
  const { timestamp, scope, key } = signing;
  const text = ["AWS4-HMAC-SHA256-TRAILER", timestamp, scope, previous, hash].join("\n");
  checkSame(sign(key, text), signature.slice(signatureName.length).trim());
}

function checkSame(expected: string, received: string): void {
  if (!isSameSignature(expected, received)) throw new S3Error({ code: "SignatureDoesNotMatch" });
}
