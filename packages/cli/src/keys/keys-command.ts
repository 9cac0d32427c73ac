import { createMnemonic, type WalletKeyType } from "@stos/client";
import { Command, Option } from "commander";
import { refusal } from "../cli-error.ts";
import { printResult, type Terminal } from "../terminal.ts";
import {
  defaultKeysDir,
  findKey,
  listKeys,
  openKey,
  type StoredKey,
  storeKey,
} from "./key-store.ts";
import { askPassphrase, choosePassphrase, type PassphraseFlags } from "./passphrase.ts";

type KeyFlags = PassphraseFlags &
  Readonly<{ keysDir?: string; json?: boolean; keyType?: WalletKeyType; yes?: boolean }>;

/** `stratos keys`: wallets under a passphrase, on m/44'/606'/0'/0/0. */
export function keysCommand(terminal: Terminal): Command {
  return new Command("keys")
    .description("wallets in an encrypted keystore (default: ~/.stratos/keys)")
    .addCommand(addCommand(terminal))
    .addCommand(recoverCommand(terminal))
    .addCommand(listCommand(terminal))
    .addCommand(showCommand(terminal))
    .addCommand(exportCommand(terminal));
}

function addCommand(terminal: Terminal): Command {
  return withNewKey(new Command("add"))
    .description("make a new wallet and print its 24 words, once")
    .argument("<name>", "what to call it")
    .addHelpText(
      "after",
      "\nExamples:\n  $ stratos keys add mine\n  $ stratos keys add mine --key-type ethsecp256k1 --passphrase-file p.txt --json",
    )
    .action(async (name: string, flags: KeyFlags) => {
      const mnemonic = createMnemonic();
      const key = await store(terminal, flags, { name, mnemonic });
      printResult(terminal, flags, {
        json: { ...key, mnemonic },
        text: `${keyLine(key)}\n\nThese words are the wallet. Whoever has them has its money; write them down, they aren't shown again:\n\n${mnemonic}`,
      });
    });
}

function recoverCommand(terminal: Terminal): Command {
  return withNewKey(new Command("recover"))
    .description("take a wallet over from its words, which are asked for (or read from stdin)")
    .argument("<name>", "what to call it")
    .addHelpText(
      "after",
      "\nExamples:\n  $ stratos keys recover mine\n  $ stratos keys recover mine --passphrase-file p.txt < words.txt",
    )
    .action(async (name: string, flags: KeyFlags) => {
      const mnemonic = process.stdin.isTTY
        ? await terminal.ask("The 12 to 24 words: ", { instead: "them on stdin", isSecret: true })
        : await readStdin();
      const key = await store(terminal, flags, { name, mnemonic });
      printResult(terminal, flags, { json: key, text: keyLine(key) });
    });
}

function listCommand(terminal: Terminal): Command {
  return withKeystore(new Command("list"))
    .description("the wallets of the keystore")
    .addHelpText("after", "\nExample:\n  $ stratos keys list --json")
    .action(async (flags: KeyFlags) => {
      const keys = await listKeys(keysDirOf(flags));
      const text = keys.map(keyLine).join("\n");
      printResult(terminal, flags, { json: keys, text: text === "" ? "no keys yet" : text });
    });
}

function showCommand(terminal: Terminal): Command {
  return withKeystore(new Command("show"))
    .description("a wallet's address and key type")
    .argument("<name>")
    .addHelpText("after", "\nExample:\n  $ stratos keys show mine")
    .action(async (name: string, flags: KeyFlags) => {
      const key = await findKey(keysDirOf(flags), name);
      printResult(terminal, flags, { json: key, text: keyLine(key) });
    });
}

function exportCommand(terminal: Terminal): Command {
  return withKeystore(new Command("export"))
    .description("print a wallet's words")
    .argument("<name>")
    .option("--passphrase-file <file>", "its first line opens the key; asked for otherwise")
    .option("--yes", "don't ask whether you are sure")
    .addHelpText(
      "after",
      "\nWhoever sees the words has the wallet's money.\n\nExample:\n  $ stratos keys export mine",
    )
    .action(async (name: string, flags: KeyFlags) => {
      terminal.err("Warning: whoever sees these words has the wallet's money.");
      await requireSure(terminal, flags);
      const mnemonic = await openKey(keysDirOf(flags), name, await askPassphrase(terminal, flags));
      printResult(terminal, flags, { json: { name, mnemonic }, text: mnemonic });
    });
}

async function requireSure(terminal: Terminal, { yes }: KeyFlags): Promise<void> {
  if (yes === true) return;
  const answer = await terminal.ask('Type "yes" to print them: ', { instead: "--yes" });
  if (answer !== "yes") throw refusal("nothing was printed");
}

async function store(
  terminal: Terminal,
  flags: KeyFlags,
  { name, mnemonic }: Readonly<{ name: string; mnemonic: string }>,
): Promise<StoredKey> {
  const passphrase = await choosePassphrase(terminal, flags);
  const { keyType = "secp256k1" } = flags;
  return await storeKey(keysDirOf(flags), { name, mnemonic, keyType, passphrase });
}

function withKeystore(command: Command): Command {
  return command
    .option("--keys-dir <folder>", "the keystore")
    .option("--json", "the answer as JSON");
}

function withNewKey(command: Command): Command {
  return withKeystore(command)
    .option("--passphrase-file <file>", "its first line will open the key; asked for otherwise")
    .addOption(
      new Option("--key-type <type>", "the account key").choices(["secp256k1", "ethsecp256k1"]),
    );
}

function keysDirOf({ keysDir }: KeyFlags): string {
  return keysDir ?? defaultKeysDir(process.env);
}

function keyLine({ name, address, keyType }: StoredKey): string {
  return `${name.padEnd(20)} ${address}  ${keyType}`;
}

async function readStdin(): Promise<string> {
  let text = "";
  for await (const chunk of process.stdin) text += chunk;
  return text.trim();
}
