import { createWriteStream } from "node:fs";
import { open, rename, rm, stat } from "node:fs/promises";
import { pipeline } from "node:stream/promises";
import { type NetworkFiles, openFiles } from "@stos/client";
import { Command } from "commander";
import {
  findNetworks,
  type NetworkFlags,
  requireEndpoints,
  withNetwork,
} from "../chain/network-options.ts";
import { type SignerFlags, signingWallet } from "../chain/signing-wallet.ts";
import { refusal, usageError } from "../cli-error.ts";
import { printResult, type Terminal } from "../terminal.ts";
import { parseObjectPath } from "./object-path.ts";

type FilesFlags = NetworkFlags &
  SignerFlags &
  Readonly<{ plain?: boolean; replicas?: string; contentType?: string }>;

const listLimit = 1_000;
const listMax = 100_000;

/** `stratos files`: a wallet's buckets and objects, by its own key. */
export function filesCommand(terminal: Terminal): Command {
  return new Command("files")
    .addCommand(mkbucketCommand(terminal))
    .addCommand(lsCommand(terminal))
    .addCommand(putCommand(terminal))
    .addCommand(getCommand(terminal));
}

function mkbucketCommand(terminal: Terminal): Command {
  return withWallet(new Command("mkbucket"))
    .description("make a bucket; its objects are encrypted on this machine unless it is plain")
    .argument("<bucket>", "its name")
    .option("--plain", "keep objects as they are: whoever holds a slice can read it")
    .addHelpText(
      "after",
      "\nExamples:\n  $ stratos files mkbucket photos\n  $ stratos files mkbucket public --plain",
    )
    .action(async (bucket: string, flags: FilesFlags) => {
      const plain = flags.plain === true;
      await using files = await openWalletFiles(terminal, flags);
      await files.createBucket(bucket, { plain });
      printResult(terminal, flags, {
        json: { bucket, plain },
        text: `made the ${plain ? "plain" : "encrypted"} bucket ${bucket}`,
      });
    });
}

function lsCommand(terminal: Terminal): Command {
  return withWallet(new Command("ls"))
    .description("the buckets, or the objects of one below a prefix")
    .argument("[path]", "BUCKET or BUCKET/PREFIX")
    .addHelpText(
      "after",
      "\nExamples:\n  $ stratos files ls\n  $ stratos files ls photos/2026 --json",
    )
    .action(async (path: string | undefined, flags: FilesFlags) => {
      await using files = await openWalletFiles(terminal, flags);
      if (path === undefined) {
        const buckets = await files.listBuckets();
        const lines = buckets.map(({ name, plain }) => `${name}${plain ? "  (plain)" : ""}`);
        return printResult(terminal, flags, {
          json: buckets,
          text: lines.join("\n") || "no buckets",
        });
      }
      const { bucket, key } = parseObjectPath(path);
      const objects = await listAll(files, bucket, key);
      const lines = objects.map((each) => `${`${each.size}`.padStart(14)}  ${each.key}`);
      printResult(terminal, flags, { json: objects, text: lines.join("\n") || "no objects" });
    });
}

function putCommand(terminal: Terminal): Command {
  return withWallet(new Command("put"))
    .description("store a file")
    .argument("<file>", "the file")
    .argument("<path>", "BUCKET/KEY")
    .option("--replicas <n>", "on how many nodes (default: the network's)")
    .option("--content-type <type>", "its media type")
    .addHelpText(
      "after",
      "\nExample:\n  $ stratos files put photo.jpg photos/photo.jpg --replicas 3",
    )
    .action(async (file: string, path: string, flags: FilesFlags) => {
      const target = requireKey(path);
      const { size } = await stat(file);
      await using handle = await open(file);
      await using files = await openWalletFiles(terminal, flags);
      const body = watched(terminal, handle.createReadStream({ autoClose: false }), size);
      const info = await files.put(target, body, {
        size,
        metadata: {},
        ...(flags.contentType === undefined ? {} : { contentType: flags.contentType }),
        ...(flags.replicas === undefined ? {} : { replicas: replicasOf(flags.replicas) }),
      });
      printResult(terminal, flags, {
        json: info,
        text: `stored ${info.size} bytes as ${path} on ${info.replicas} nodes (ETag ${info.etag})`,
      });
    });
}

function getCommand(terminal: Terminal): Command {
  return withWallet(new Command("get"))
    .description("fetch an object into a file, or to stdout")
    .argument("<path>", "BUCKET/KEY")
    .argument("<file>", "where to; - for stdout")
    .addHelpText(
      "after",
      "\nExamples:\n  $ stratos files get photos/photo.jpg photo.jpg\n  $ stratos files get notes/today.txt - | less",
    )
    .action(async (path: string, file: string, flags: FilesFlags) => {
      const { bucket, key } = requireKey(path);
      await using files = await openWalletFiles(terminal, flags);
      const found = await files.open(bucket, key, {});
      if (found === undefined) throw refusal(`${path} isn't there`);
      if (file === "-") return await pipeline(found.body, process.stdout, { end: false });

      const part = `${file}.${process.pid}.part`;
      try {
        await pipeline(watched(terminal, found.body, found.info.size), createWriteStream(part));
        await rename(part, file);
      } finally {
        await rm(part, { force: true });
      }
      printResult(terminal, flags, { json: found.info, text: `${file}: ${found.info.size} bytes` });
    });
}

function withWallet(command: Command): Command {
  return withNetwork(command)
    .option(
      "--from <name>",
      "whose files: a wallet of the devnet, or a key of the keystore",
      "user",
    )
    .option("--keys-dir <folder>", "the keystore (default: ~/.stratos/keys)")
    .option("--passphrase-file <file>", "its first line opens the key; asked for otherwise");
}

async function openWalletFiles(terminal: Terminal, flags: FilesFlags): Promise<NetworkFiles> {
  const networks = await findNetworks(flags);
  const meta = requireEndpoints(networks, "meta");
  const { address, signer, fileSecret } = await signingWallet(terminal, networks, flags);
  return openFiles({ meta, wallet: address, signer, fileSecret });
}

async function listAll(files: NetworkFiles, bucket: string, prefix: string) {
  const objects = [];
  for (let after: string | undefined = ""; after !== undefined && objects.length < listMax; ) {
    const page = await files.list(bucket, { prefix, delimiter: "", after, limit: listLimit });
    objects.push(...page.objects);
    after = page.next;
  }
  return objects;
}

/** Shows on a terminal how far it is. */
async function* watched(terminal: Terminal, body: AsyncIterable<Uint8Array>, size: number) {
  let done = 0;
  for await (const chunk of body) {
    yield chunk;
    done += chunk.length;
    terminal.progress(`${done} of ${size} bytes`);
  }
}

function requireKey(path: string) {
  const target = parseObjectPath(path);
  if (target.key === "") throw usageError(`"${path}" names no object; write BUCKET/KEY`);
  return target;
}

function replicasOf(text: string): number {
  if (/^[1-9]\d{0,2}$/.test(text)) return Number(text);
  throw usageError(`--replicas "${text}" is no whole number above 0`);
}
