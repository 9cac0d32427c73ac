import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { stringify } from "smol-toml";
import { writeFileAtomically } from "../config/write-file.ts";

/** Files that every role's home has. */
export const homeFiles = {
  config: "config.toml",
  genesis: "genesis.json",
  keys: "keys",
  data: "data",
} as const;

/** What stands in a `config.toml`: plain values, tables and lists of tables. */
export type ConfigContent = Readonly<Record<string, unknown>>;

/** Makes a home's folders, for its owner alone, and its config. A home that is there keeps its keys and data. */
export async function writeHome(
  home: string,
  { about, config }: Readonly<{ about: string; config: ConfigContent }>,
): Promise<void> {
  for (const folder of [homeFiles.keys, homeFiles.data])
    await mkdir(join(home, folder), { recursive: true, mode: 0o700 });
  const text = `# ${about}\n# Paths are relative to this file's folder.\n\n${stringify(config)}\n`;
  await writeFileAtomically(join(home, homeFiles.config), text, 0o600);
}
