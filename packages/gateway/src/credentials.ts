import type { ObjectStore } from "@stos/client";

/** What stands behind an access key. */
export type Credential = Readonly<{
  secretAccessKey: string;
  /** The wallet's address: owns the multipart uploads, and is S3's Owner. */
  owner: string;
  objects: ObjectStore;
}>;

/** Resolves access keys; several may belong to one wallet. */
export interface Credentials {
  find(accessKeyId: string): Promise<Credential | undefined> | Credential | undefined;
}

/** Credentials from a fixed list, as a configuration file gives them. */
export function credentialsOf(
  keys: readonly (Credential & Readonly<{ accessKeyId: string }>)[],
): Credentials {
  const byId = new Map(keys.map((key) => [key.accessKeyId, key]));
  return { find: (accessKeyId) => byId.get(accessKeyId) };
}
