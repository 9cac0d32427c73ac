import { join } from "node:path";
import { type CommandOptions, type Ended, runSuccessfully } from "../devnet/command.ts";
import type { S3Access } from "../devnet/devnet-file.ts";

export type Rclone = (words: readonly string[], options?: CommandOptions) => Promise<Ended>;

/** rclone with a remote `stratos:` in its environment; `home` holds what it writes. */
export function rcloneOf(s3: S3Access, home: string): Rclone {
  const env = {
    RCLONE_CONFIG: join(home, "rclone.conf"),
    RCLONE_CONFIG_STRATOS_TYPE: "s3",
    RCLONE_CONFIG_STRATOS_PROVIDER: "Other",
    RCLONE_CONFIG_STRATOS_ENV_AUTH: "false",
    RCLONE_CONFIG_STRATOS_ENDPOINT: s3.endpoint,
    RCLONE_CONFIG_STRATOS_REGION: s3.region,
    RCLONE_CONFIG_STRATOS_ACCESS_KEY_ID: s3.accessKeyId,
    RCLONE_CONFIG_STRATOS_SECRET_ACCESS_KEY: s3.secretAccessKey,
    RCLONE_CONFIG_STRATOS_FORCE_PATH_STYLE: "true",
  };
  return (words, options = {}) =>
    runSuccessfully("rclone", words, { ...options, env: { ...env, ...options.env } });
}
