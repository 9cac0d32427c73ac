import { mkdir, mkdtemp, open, readdir, rename, rm } from "node:fs/promises";
import { basename, dirname, join, resolve } from "node:path";
import type { RunResult } from "../run/run-result.ts";
import { SimulationError } from "../simulation-error.ts";
import { csvFiles } from "./csv.ts";
import { seriesParquet } from "./parquet.ts";
import { type ReportSource, reportHtml } from "./report/report.ts";

/** By file name. */
export type OutputFiles = Readonly<Record<string, string | Uint8Array>>;

/** What names a folder as ours: it may be replaced. */
const markerFile = "scenario.toml";

/** The files of a run: its tables as CSV, its series as Parquet, the report, and the scenario that it ran. */
export function runFiles(run: RunResult, source: ReportSource): OutputFiles {
  return {
    ...csvFiles(run),
    "series.parquet": seriesParquet(run),
    "report.html": reportHtml(run, source),
    [markerFile]: source.text,
    "command.txt": `${source.command}\n`,
  };
}

/**
 * Writes the files into `folder`, all or none: they are complete beside it before they take its place. Throws a `SimulationError` of code
 * `output-exists` for a folder that holds something else, or an earlier output where it may not be replaced.
 */
export async function writeOutput(
  folder: string,
  files: OutputFiles,
  { replace }: Readonly<{ replace: boolean }>,
): Promise<void> {
  const target = resolve(folder);
  const isThere = await requireOurs(target, replace);
  await mkdir(dirname(target), { recursive: true });
  const fresh = await mkdtemp(join(dirname(target), `.${basename(target)}-`));
  try {
    for (const [name, content] of Object.entries(files))
      await writeDurably(join(fresh, name), content);
    if (isThere) await rm(target, { recursive: true });
    await rename(fresh, target);
  } catch (error) {
    await rm(fresh, { recursive: true, force: true });
    throw error;
  }
}

/** Whether the folder is there. */
async function requireOurs(folder: string, replace: boolean): Promise<boolean> {
  let names: readonly string[];
  try {
    names = await readdir(folder);
  } catch (error) {
    if (!(error instanceof Error && "code" in error)) throw error;
    if (error.code === "ENOENT") return false;
    if (error.code === "ENOTDIR")
      throw new SimulationError({ code: "output-exists", folder, what: "a file" });
    throw error;
  }
  if (names.length === 0) return true;
  const isOurs = names.includes(markerFile);
  if (!isOurs) throw new SimulationError({ code: "output-exists", folder, what: "other files" });
  if (!replace)
    throw new SimulationError({ code: "output-exists", folder, what: "an earlier output" });
  return true;
}

async function writeDurably(path: string, content: string | Uint8Array): Promise<void> {
  const file = await open(path, "wx");
  try {
    await file.writeFile(content);
    await file.sync();
  } finally {
    await file.close();
  }
}
