import { spawn } from "node:child_process";
import { fileURLToPath } from "node:url";

export type StratosRun = Readonly<{ code: number | null; out: string; err: string }>;

const bin = fileURLToPath(new URL("../../bin/stratos.mjs", import.meta.url));

/** Runs the real command in a process of its own, without a terminal. */
export function runStratos(words: readonly string[], input = ""): Promise<StratosRun> {
  const child = spawn(process.execPath, [bin, ...words], { stdio: "pipe" });
  let out = "";
  let err = "";
  child.stdout.setEncoding("utf8").on("data", (text: string) => {
    out += text;
  });
  child.stderr.setEncoding("utf8").on("data", (text: string) => {
    err += text;
  });
  child.stdin.end(input);
  return new Promise((resolve, reject) => {
    child.on("error", reject);
    child.on("close", (code) => resolve({ code, out, err }));
  });
}
