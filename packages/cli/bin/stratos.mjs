#!/usr/bin/env node
// The command `stratos`, on any Node from 20 on: hands over to the Node that the project pins, with a channel that tells
// the real process when this one is gone, so that it ends too, even under kill -9.
import { spawn } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import * as module from "node:module";
import { constants } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const root = join(dirname(fileURLToPath(import.meta.url)), "../../..");
const main = join(dirname(fileURLToPath(import.meta.url)), "../src/main.ts");
const pinned = join(root, "node_modules/node");
const cache = join(root, "node_modules/.cache/stratos");

process.env.NODE_COMPILE_CACHE ??= cache;
if (isPinnedVersion()) await runHere();
else if (existsSync(join(pinned, "bin/node"))) runPinned();
else {
  process.stderr.write(
    `stratos: the Node that this project pins is missing (${join(pinned, "bin/node")}).\n` +
      `Run "npm install --no-save" in ${root}, or "npm start", which does it by itself.\n`,
  );
  process.exit(69);
}

function isPinnedVersion() {
  try {
    const { version } = JSON.parse(readFileSync(join(pinned, "package.json"), "utf8"));
    return process.versions.node === version;
  } catch {
    return false;
  }
}

async function runHere() {
  module.enableCompileCache?.(process.env.NODE_COMPILE_CACHE);
  await import(main);
}

function runPinned() {
  const child = spawn(join(pinned, "bin/node"), [main, ...process.argv.slice(2)], {
    stdio: ["inherit", "inherit", "inherit", "ipc"],
    env: { ...process.env, STRATOS_PARENT_CHANNEL: "1" },
  });
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"])
    process.on(signal, () => child.kill(signal));
  // A program that forked this one hears what the real process says, and ends it by ending the channel.
  if (process.send !== undefined) {
    child.on("message", (message) => process.send?.(message));
    process.on("disconnect", () => child.disconnect());
  }
  child.on("error", (error) => {
    process.stderr.write(`stratos: can't start ${join(pinned, "bin/node")}: ${error.message}\n`);
    process.exit(69);
  });
  child.on("exit", (code, signal) => process.exit(code ?? 128 + constants.signals[signal]));
}
