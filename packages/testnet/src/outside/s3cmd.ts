import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { type Ended, runSuccessfully } from "../devnet/command.ts";
import type { S3Access } from "../devnet/devnet-file.ts";

export type S3cmd = (...words: readonly string[]) => Promise<Ended>;

/** s3cmd with a configuration file in `home`: path style, since the host of a bucket is the endpoint's. */
export async function s3cmdOf(s3: S3Access, home: string): Promise<S3cmd> {
  const { host } = new URL(s3.endpoint);
  const file = join(home, "s3cfg");
  const settings = {
    access_key: s3.accessKeyId,
    secret_key: s3.secretAccessKey,
    bucket_location: s3.region,
    host_base: host,
    host_bucket: host,
    use_https: "False",
    signature_v2: "False",
  };
  const lines = Object.entries(settings).map(([name, value]) => `${name} = ${value}`);
  await writeFile(file, `[default]\n${lines.join("\n")}\n`, { mode: 0o600 });
  return (...words) => runSuccessfully("s3cmd", ["--config", file, "--no-progress", ...words]);
}
