import { join } from "node:path";
import type { Ed25519PrivateKey } from "@stos/codec";
import { writeFileAtomically } from "../../config/write-file.ts";
import { ensureNetworkKey } from "../../keys/network-key-file.ts";
import { homeFiles, writeHome } from "../home.ts";

export type GatewayHome = Readonly<{
  home: string;
  /** Where it serves S3, `host:port`. */
  listen: string;
  region: string;
  meta: Readonly<{ rpc: string; rest: string }>;
  accessKeys: readonly GatewayAccess[];
}>;

/** One S3 access key, for one wallet's objects. */
export type GatewayAccess = Readonly<{
  accessKeyId: string;
  secretAccessKey: string;
  wallet: string;
  /** 32 bytes that unwrap the keys of the wallet's buckets; they move no money. */
  fileSecret: Uint8Array;
}>;

/** The key that wallets grant budgets to; the gateway holds no wallet's key. */
const grantKey = `${homeFiles.keys}/grant.json`;

export function ensureGrantKey(home: string): Promise<Ed25519PrivateKey> {
  return ensureNetworkKey(join(home, grantKey));
}

export async function initGateway(options: GatewayHome): Promise<Ed25519PrivateKey> {
  const { home, listen, region, meta, accessKeys } = options;
  await writeHome(home, {
    about: "An S3 gateway (stratos gateway start).",
    config: {
      listen,
      region,
      data: homeFiles.data,
      grant_key: grantKey,
      meta,
      access_keys: accessKeys.map(({ accessKeyId, secretAccessKey, wallet }, index) => ({
        access_key_id: accessKeyId,
        secret_access_key: secretAccessKey,
        wallet,
        file_secret: secretFile(index),
      })),
    },
  });
  for (const [index, { fileSecret }] of accessKeys.entries()) {
    const text = `${Buffer.from(fileSecret).toString("base64")}\n`;
    await writeFileAtomically(join(home, secretFile(index)), text, 0o600);
  }
  return await ensureGrantKey(home);
}

function secretFile(index: number): string {
  return `${homeFiles.keys}/file-secret-${index + 1}.txt`;
}
