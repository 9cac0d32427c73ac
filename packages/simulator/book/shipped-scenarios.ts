import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { RunResult } from "../src/index.ts";
import { runShipped } from "../src/scenarios/shipped-scenario.ts";
import type { ShippedScenarios } from "./chapter.ts";

/** The scenarios in a folder. */
export function shippedScenarios(folder: string): ShippedScenarios {
  const names = readdirSync(folder)
    .filter((file) => file.endsWith(".toml"))
    .map((file) => file.slice(0, -".toml".length))
    .sort();
  const runs = new Map<string, Promise<RunResult>>();

  return {
    names,
    text: (name) => readFileSync(join(folder, `${name}.toml`), "utf8"),
    run(name, overrides = []) {
      const key = [name, ...overrides].join("\n");
      const known = runs.get(key) ?? runShipped(name, { set: overrides });
      runs.set(key, known);
      return known;
    },
    runs: () => Promise.all(runs.values()),
  };
}
