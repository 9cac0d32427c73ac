import { join } from "node:path";
import { writeFileAtomically } from "../config/write-file.ts";

/** `DIR/devnet.json`: all that a client of the devnet needs. Written once everything is ready. */
export type DevnetFile = Readonly<{
  chainId: string;
  metaChainId: string;
  value: Readonly<{ rpc: string; rest: string }>;
  meta: Readonly<{ rpc: string; rest: string }>;
  s3: Readonly<{
    endpoint: string;
    region: string;
    accessKeyId: string;
    secretAccessKey: string;
  }>;
  resourceNodes: readonly Readonly<{ name: string; address: string; url: string }>[];
  /** By name; the first is the S3 user's. */
  wallets: Readonly<Record<string, WalletEntry>>;
  epochSeconds: number;
}>;

export type WalletEntry = Readonly<{
  address: string;
  mnemonic: string;
  keyType: "secp256k1" | "ethsecp256k1";
}>;

export function devnetFilePath(dir: string): string {
  return join(dir, "devnet.json");
}

export function localUrl(port: number): string {
  return `http://127.0.0.1:${port}`;
}

/** Replaces it as a whole. It holds mnemonics, so its owner alone may read it. */
export async function writeDevnetFile(dir: string, content: DevnetFile): Promise<void> {
  await writeFileAtomically(
    devnetFilePath(dir),
    `${JSON.stringify(content, undefined, 2)}\n`,
    0o600,
  );
}
