/** Epochs a second of both engines, each with its nodes in a process of its own: `npm run bench -- simulator`. */
import { execFileSync } from "node:child_process";
import { fileURLToPath } from "node:url";

const part = fileURLToPath(new URL("./engine.part.ts", import.meta.url));
const runs = [
  ["fast", 100, 1_000_000],
  ["fast", 1_000, 300_000],
  ["fast", 10_000, 30_000],
  ["exact", 100, 3_000],
  ["exact", 1_000, 2_500],
  ["exact", 10_000, 150],
] as const;

for (const [engine, nodes, epochs] of runs)
  process.stdout.write(execFileSync(process.execPath, [part, engine, `${nodes}`, `${epochs}`]));
