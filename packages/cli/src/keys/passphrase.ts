import { readFile } from "node:fs/promises";
import { usageError } from "../cli-error.ts";
import type { Terminal } from "../terminal.ts";

export type PassphraseFlags = Readonly<{ passphraseFile?: string }>;

const lengthMin = 8;

/** The passphrase of a key that exists: from the file, or asked for. */
export async function askPassphrase(terminal: Terminal, flags: PassphraseFlags): Promise<string> {
  if (flags.passphraseFile !== undefined) return await readPassphrase(flags.passphraseFile);
  return await terminal.ask("Passphrase: ", { instead: "--passphrase-file", isSecret: true });
}

/** A new one: asked for twice, at least 8 characters. Throws a usage error. */
export async function choosePassphrase(
  terminal: Terminal,
  flags: PassphraseFlags,
): Promise<string> {
  const chosen = await askPassphrase(terminal, flags);
  if (chosen.length < lengthMin)
    throw usageError(`a passphrase has at least ${lengthMin} characters`);
  if (flags.passphraseFile !== undefined) return chosen;

  const again = await terminal.ask("Again: ", { instead: "--passphrase-file", isSecret: true });
  if (again !== chosen) throw usageError("the two passphrases differ; nothing was written");
  return chosen;
}

/** The file's first line. */
async function readPassphrase(file: string): Promise<string> {
  const [line = ""] = (await readFile(file, "utf8")).split(/\r?\n/);
  return line;
}
