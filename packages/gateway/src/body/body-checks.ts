import type { RequestHeaders } from "../http/request-headers.ts";
import { S3Error } from "../s3-error.ts";
import {
  type Checksum,
  type ChecksumAlgorithm,
  checksumAlgorithms,
  checksumBytes,
  hashed,
  isChecksumAlgorithm,
  startChecksum,
} from "./checksum.ts";
import type { PayloadKind } from "./payload-kind.ts";

type Trailers = ReadonlyMap<string, string>;

/** Something that was promised of the body and is known at its end. */
export type BodyCheck = Readonly<{
  update(bytes: Uint8Array): void;
  /** @throws S3Error where the promise wasn't kept. */
  finish(trailers: Trailers): void;
}>;

/** What S3's own header names, for the answer. */
export type Checksums = Map<`x-amz-checksum-${ChecksumAlgorithm}`, string>;

/** The SHA-256 that the signature covers. */
export function payloadCheck(payload: PayloadKind): BodyCheck[] {
  if (payload.kind !== "hashed") return [];
  const checksum = hashed("sha256");
  const finish = () => {
    if (checksum.digest().toString("hex") !== payload.sha256) {
      throw new S3Error({ code: "XAmzContentSHA256Mismatch" });
    }
  };
  return [{ update: checksum.update, finish }];
}

/** Content-MD5, of what arrives without the frames of aws-chunked. */
export function md5Check(headers: RequestHeaders): BodyCheck[] {
  const stated = headers.get("content-md5");
  if (stated === undefined) return [];
  const expected = Buffer.from(stated, "base64");
  if (expected.length !== 16 || expected.toString("base64") !== stated) {
    throw new S3Error({ code: "InvalidDigest" });
  }
  const checksum = hashed("md5");
  const finish = () => {
    if (!checksum.digest().equals(expected)) throw new S3Error({ code: "BadDigest" });
  };
  return [{ update: checksum.update, finish }];
}

/** `x-amz-checksum-…` in the headers or announced as a trailer; found values go into `found`. */
export function checksumChecks(headers: RequestHeaders, found: Checksums): BodyCheck[] {
  const inHeaders = checksumAlgorithms.filter((name) => headers.has(`x-amz-checksum-${name}`));
  const inTrailer = announced(headers.get("x-amz-trailer"));
  if (inHeaders.length + inTrailer.length > 1) {
    throw new S3Error({ code: "InvalidRequest", message: "Only one checksum can be sent." });
  }
  return [
    ...inHeaders.map((name) => {
      const stated = headers.get(`x-amz-checksum-${name}`) ?? "";
      checkForm(name, stated);
      return checksumCheck(name, found, () => stated);
    }),
    ...inTrailer.map((name) =>
      checksumCheck(name, found, (trailers) => trailers.get(`x-amz-checksum-${name}`)),
    ),
  ];
}

function checksumCheck(
  algorithm: ChecksumAlgorithm,
  found: Checksums,
  stated: (trailers: Trailers) => string | undefined,
): BodyCheck {
  const checksum: Checksum = startChecksum(algorithm);
  return {
    update: (bytes) => checksum.update(bytes),
    finish(trailers) {
      const expected = stated(trailers);
      if (expected === undefined) {
        throw new S3Error({ code: "InvalidRequest", message: "The trailing checksum is missing." });
      }
      checkForm(algorithm, expected);
      const actual = checksum.digest().toString("base64");
      if (actual !== expected) throw new S3Error({ code: "BadDigest" });
      found.set(`x-amz-checksum-${algorithm}`, actual);
    },
  };
}

function announced(trailer: string | undefined): ChecksumAlgorithm[] {
  if (trailer === undefined) return [];
  return trailer.split(",").map((entry) => {
    const name = entry
      .trim()
      .toLowerCase()
      .replace(/^x-amz-checksum-/, "");
    if (!isChecksumAlgorithm(name)) {
      throw new S3Error({ code: "InvalidRequest", message: `The trailer ${entry} is unknown.` });
    }
    return name;
  });
}

function checkForm(algorithm: ChecksumAlgorithm, value: string): void {
  const bytes = Buffer.from(value, "base64");
  if (bytes.length !== checksumBytes[algorithm] || bytes.toString("base64") !== value) {
    throw new S3Error({
      code: "InvalidRequest",
      message: `The value of x-amz-checksum-${algorithm} can't be read.`,
    });
  }
}
