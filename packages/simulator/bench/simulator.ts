/** Epochs a second of both engines, each run in a process of its own, since peak memory is a process's. */
import { execFileSync } from "node:child_process";
import { fileURLToPath } from "node:url";

const runs = [
  ["engine", "fast", "100", "1000000"],
  ["engine", "fast", "1000", "300000"],
  ["engine", "fast", "10000", "30000"],
  ["engine", "exact", "100", "5000"],
  ["engine", "exact", "1000", "4000"],
  ["engine", "exact", "10000", "300"],
  ["aggregate"],
  ["schedule"],
  ["radcad"],
] as const;

for (const [part, ...words] of runs) {
  const file = fileURLToPath(new URL(`./${part}.part.ts`, import.meta.url));
  execFileSync(process.execPath, [file, ...words], { stdio: "inherit" });
}
