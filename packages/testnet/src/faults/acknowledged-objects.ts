import { createHash, randomBytes } from "node:crypto";
import { expect } from "vitest";
import type { S3Client } from "../s3/s3-client.ts";

/** Writes objects until it is stopped, and keeps what was acknowledged. */
export type Writer = Readonly<{
  /** SHA-256 by key, of every object that the service acknowledged. */
  acknowledged: ReadonlyMap<string, string>;
  /** Every key that was sent, acknowledged or not, with what it would hold. */
  sent: ReadonlyMap<string, string>;
  /** Resolves once all its connections have ended. */
  done: Promise<void>;
  stop(): void;
}>;

export type Load = Readonly<{ bucket: string; concurrency: number; sizes: readonly number[] }>;

export function startWriting(s3: S3Client, { bucket, concurrency, sizes }: Load): Writer {
  const acknowledged = new Map<string, string>();
  const sent = new Map<string, string>();
  let isStopped = false;
  let count = 0;

  async function write(): Promise<void> {
    while (!isStopped) {
      count += 1;
      const key = `object-${`${count}`.padStart(6, "0")}`;
      const body = randomBytes(sizes[count % sizes.length] ?? 1);
      const digest = sha256(body);
      sent.set(key, digest);
      const answer = await s3
        .send({ method: "PUT", path: `/${bucket}/${key}`, body })
        .catch(() => undefined);
      if (answer?.status === 200) acknowledged.set(key, digest);
      // A refused connection means that the service is gone: there is nobody to write to.
      else return;
    }
  }

  const done = Promise.all(Array.from({ length: concurrency }, write)).then(() => undefined);
  return {
    acknowledged,
    sent,
    done,
    stop() {
      isStopped = true;
    },
  };
}

/**
 * Every acknowledged object is there byte for byte; what is listed beyond them was sent and is whole: its answer was lost on the
 * way, as may happen to any answer.
 */
export async function expectNothingLost(
  s3: S3Client,
  bucket: string,
  { acknowledged, sent }: Pick<Writer, "acknowledged" | "sent">,
): Promise<void> {
  const listed = await s3.list(bucket);
  expect([...acknowledged.keys()].filter((key) => !listed.includes(key))).toEqual([]);
  for (const key of listed) {
    const { body } = await s3.get(`/${bucket}/${key}`);
    expect(`${key} ${sha256(body)}`).toBe(`${key} ${sent.get(key)}`);
  }
}

function sha256(bytes: Uint8Array): string {
  return createHash("sha256").update(bytes).digest("hex");
}
