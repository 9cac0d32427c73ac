import { readFileSync } from "node:fs";

/** What SALib and SciPy answered (`vectors/make-vectors.py`), by name. */
export function readVectors<T>(
  isWanted: (name: string) => boolean,
): readonly (T & { name: string })[] {
  const text = readFileSync(new URL("../vectors/salib.jsonl", import.meta.url), "utf8");
  return text
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line) as T & { name: string })
    .filter(({ name }) => isWanted(name));
}
