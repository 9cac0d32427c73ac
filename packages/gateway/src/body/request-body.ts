import type { Body } from "@stos/client";
import type { RequestHeaders } from "../http/request-headers.ts";
import { S3Error } from "../s3-error.ts";
import type { ChunkSigning } from "../signature/verify-signature.ts";
import { decodeChunked } from "./aws-chunked.ts";
import {
  type BodyCheck,
  type Checksums,
  checksumChecks,
  md5Check,
  payloadCheck,
} from "./body-checks.ts";
import { payloadKind } from "./payload-kind.ts";

export type BodySource = Readonly<{
  raw: Body;
  headers: RequestHeaders;
  payloadHash: string;
  chunkSigning: ChunkSigning;
  /** Whether `x-amz-checksum-…` speaks of this body; at the end of a multipart upload it speaks of the object. */
  hasChecksums: boolean;
}>;

/**
 * The plain bytes of a request, once. The iteration fails at its end unless length, SHA-256, Content-MD5, checksums and chunk
 * signatures hold, so whoever reads it can't take a damaged body for a whole one.
 */
export class RequestBody implements AsyncIterable<Uint8Array> {
  /** Bytes announced; undefined without a length. */
  readonly size: number | undefined;
  /** Verified checksums by header name, complete after the iteration. */
  readonly checksums: Checksums = new Map();
  /** Why the iteration failed, whatever the reader made of it. */
  failure: S3Error | undefined;
  received = 0;
  readonly #open: () => Body;
  readonly #trailers = new Map<string, string>();
  readonly #checks: readonly BodyCheck[];

  /** @throws S3Error where the headers contradict themselves. */
  constructor(source: BodySource) {
    const { headers, raw } = source;
    const payload = payloadKind(source.payloadHash);
    const isChunked = payload.kind === "chunked";
    this.size = readLength(
      headers.get(isChunked ? "x-amz-decoded-content-length" : "content-length"),
    );
    this.#checks = [
      ...payloadCheck(payload),
      ...md5Check(headers),
      ...(source.hasChecksums ? checksumChecks(headers, this.checksums) : []),
    ];
    this.#open = () => {
      if (payload.kind !== "chunked") return raw;
      const { hasTrailer, isSigned } = payload;
      const framing = isSigned ? { hasTrailer, signing: source.chunkSigning } : { hasTrailer };
      return decodeChunked(raw, framing, this.#trailers);
    };
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<Uint8Array, void, undefined> {
    try {
      for await (const chunk of this.#open()) {
        this.received += chunk.length;
        if (this.size !== undefined && this.received > this.size) throw this.#lengthDiffers();
        for (const check of this.#checks) check.update(chunk);
        yield chunk;
      }
      if (this.size !== undefined && this.received < this.size) throw this.#lengthDiffers();
      for (const check of this.#checks) check.finish(this.#trailers);
    } catch (error) {
      this.failure = error instanceof S3Error ? error : new S3Error({ code: "IncompleteBody" });
      throw this.failure;
    }
  }

  #lengthDiffers(): S3Error {
    return new S3Error({
      code: "IncompleteBody",
      message: `The body has ${this.received} bytes or more where ${this.size} were announced.`,
    });
  }
}

/** Reads a small body whole. @throws S3Error EntityTooLarge above the limit. */
export async function readWhole(body: RequestBody, bytesMax: number): Promise<Buffer> {
  const tooLarge = () =>
    new S3Error({ code: "EntityTooLarge", details: { MaxSizeAllowed: `${bytesMax}` } });
  if ((body.size ?? 0) > bytesMax) throw tooLarge();
  const chunks: Uint8Array[] = [];
  for await (const chunk of body) {
    if (body.received > bytesMax) throw tooLarge();
    // The server may use the buffer again once the next chunk is asked for.
    chunks.push(Buffer.from(chunk));
  }
  return Buffer.concat(chunks);
}

function readLength(text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  if (!/^\d{1,15}$/.test(text)) {
    throw new S3Error({ code: "InvalidArgument", message: "A length must be a whole number." });
  }
  return Number(text);
}
