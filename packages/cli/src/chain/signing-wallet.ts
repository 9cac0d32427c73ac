import { type Wallet, walletFromMnemonic } from "@stos/client";
import { isAddress } from "@stos/codec";
import type { Command } from "commander";
import { usageError } from "../cli-error.ts";
import { defaultKeysDir, findKey, openKey } from "../keys/key-store.ts";
import { askPassphrase } from "../keys/passphrase.ts";
import type { Terminal } from "../terminal.ts";
import type { Networks } from "./network-options.ts";

export type SignerFlags = Readonly<{ from: string; keysDir?: string; passphraseFile?: string }>;

/** The options of every command that signs. */
export function withSigner(command: Command): Command {
  return command
    .requiredOption("--from <name>", "who signs: a wallet of the devnet, or a key of the keystore")
    .option("--keys-dir <folder>", "the keystore (default: ~/.stratos/keys)")
    .option("--passphrase-file <file>", "its first line opens the key; asked for otherwise");
}

/** A devnet's wallet of that name, or else the keystore's. Throws a usage error where there is neither. */
export async function signingWallet(
  terminal: Terminal,
  networks: Networks,
  flags: SignerFlags,
): Promise<Wallet> {
  const { from, keysDir = defaultKeysDir(process.env) } = flags;
  const known = networks.devnet?.wallets[from];
  if (known !== undefined) return walletFromMnemonic(known.mnemonic, known.keyType);

  const { keyType } = await findKey(keysDir, from);
  const mnemonic = await openKey(keysDir, from, await askPassphrase(terminal, flags));
  return walletFromMnemonic(mnemonic, keyType);
}

/** An address as it is, or that of a devnet's wallet or a keystore's key. Throws a usage error for neither. */
export async function addressOf(
  name: string,
  networks: Networks,
  keysDir: string = defaultKeysDir(process.env),
): Promise<string> {
  if (isAddress("st", name)) return name;
  const known = networks.devnet?.wallets[name]?.address;
  if (known !== undefined) return known;
  if (name.startsWith("st1")) throw usageError(`${name} is no address: a letter of it is wrong`);
  return (await findKey(keysDir, name)).address;
}

/** A node's address as it is, or that of a devnet's node. Throws a usage error for neither. */
export function nodeAddressOf(name: string, { devnet }: Networks): string {
  if (isAddress("stsds", name)) return name;
  const known = devnet?.resourceNodes.find((node) => node.name === name)?.address;
  if (known !== undefined) return known;
  throw usageError(
    `"${name}" is neither a node's address (stsds1…) nor a resource node of the devnet`,
  );
}
