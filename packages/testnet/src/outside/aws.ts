import { join } from "node:path";
import { type CommandOptions, type Ended, runSuccessfully } from "../devnet/command.ts";
import type { S3Access } from "../devnet/devnet-file.ts";

export type Aws = (...words: readonly string[]) => Promise<Ended>;

/** The environment that points awscli, or an SDK of AWS, at an endpoint and at no user's own configuration. */
export function awsEnvironment(s3: S3Access, home: string): Readonly<Record<string, string>> {
  return {
    AWS_ACCESS_KEY_ID: s3.accessKeyId,
    AWS_SECRET_ACCESS_KEY: s3.secretAccessKey,
    AWS_DEFAULT_REGION: s3.region,
    AWS_CONFIG_FILE: join(home, "aws-config"),
    AWS_SHARED_CREDENTIALS_FILE: join(home, "aws-credentials"),
    AWS_EC2_METADATA_DISABLED: "true",
    AWS_PAGER: "",
  };
}

export function awsOf(s3: S3Access, home: string, options: CommandOptions = {}): Aws {
  const env = awsEnvironment(s3, home);
  return (...words) =>
    runSuccessfully("aws", ["--endpoint-url", s3.endpoint, ...words], { ...options, env });
}
