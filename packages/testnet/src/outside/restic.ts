import { join } from "node:path";
import { type Ended, runSuccessfully } from "../devnet/command.ts";
import type { S3Access } from "../devnet/devnet-file.ts";

export type Restic = (...words: readonly string[]) => Promise<Ended>;

/** restic with a repository in `bucket`; `home` holds its cache. */
export function resticOf(s3: S3Access, bucket: string, home: string): Restic {
  const env = {
    RESTIC_REPOSITORY: `s3:${s3.endpoint}/${bucket}`,
    RESTIC_PASSWORD: "correct horse battery staple",
    RESTIC_CACHE_DIR: join(home, "restic-cache"),
    AWS_ACCESS_KEY_ID: s3.accessKeyId,
    AWS_SECRET_ACCESS_KEY: s3.secretAccessKey,
    AWS_DEFAULT_REGION: s3.region,
  };
  return (...words) => runSuccessfully("restic", words, { env });
}
