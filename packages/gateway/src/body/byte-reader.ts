import type { Body } from "@stos/client";
import { S3Error } from "../s3-error.ts";

/** Reads lines and counted bytes from a stream of chunks, holding one chunk at a time. */
export class ByteReader {
  readonly #source: AsyncIterator<Uint8Array>;
  #pending: Uint8Array = new Uint8Array(0);

  constructor(source: Body) {
    this.#source = source[Symbol.asyncIterator]();
  }

  /** Up to the next line feed, without it and a carriage return before it; undefined at the end. */
  async line(bytesMax: number): Promise<string | undefined> {
    const pieces: Uint8Array[] = [];
    let length = 0;
    while (await this.#fill()) {
      const end = this.#pending.indexOf(0x0a);
      const piece = this.#pending.subarray(0, end < 0 ? this.#pending.length : end);
      pieces.push(piece);
      length += piece.length;
      if (length > bytesMax) throw malformed("a line is too long");
      this.#pending = this.#pending.subarray(piece.length + (end < 0 ? 0 : 1));
      if (end >= 0) return Buffer.concat(pieces).toString("utf8").replace(/\r$/, "");
    }
    return length === 0 ? undefined : Buffer.concat(pieces).toString("utf8");
  }

  /** Exactly so many bytes, in the pieces they come in. */
  async *take(count: number): AsyncGenerator<Uint8Array, void, undefined> {
    let missing = count;
    while (missing > 0) {
      if (!(await this.#fill())) throw new S3Error({ code: "IncompleteBody" });
      const piece = this.#pending.subarray(0, missing);
      this.#pending = this.#pending.subarray(piece.length);
      missing -= piece.length;
      yield piece;
    }
  }

  async #fill(): Promise<boolean> {
    while (this.#pending.length === 0) {
      const next = await this.#source.next();
      if (next.done === true) return false;
      this.#pending = next.value;
    }
    return true;
  }
}

export function malformed(reason: string): S3Error {
  return new S3Error({
    code: "InvalidRequest",
    message: `The aws-chunked body is malformed: ${reason}.`,
  });
}
