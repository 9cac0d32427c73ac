import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { type Genesis, parseGenesis } from "@stos/ledger";
import { inputError } from "../cli-error.ts";
import type { ConfigTable } from "../config/config-table.ts";
import { readConfig } from "../config/read-config.ts";
import { homeFiles } from "./home.ts";
import { type Log, openLog } from "./log.ts";

/** A role's home with its config read, and where its events go. */
export type OpenedHome = Readonly<{
  config: ConfigTable;
  /** A path of the config, which is relative to the home. */
  path(field: string): string;
  /** Named by `data`. */
  dataDir: string;
  log: Log;
}>;

/** Throws an input error that names the file and the field. */
export async function openHome(home: string): Promise<OpenedHome> {
  const config = await readConfig(join(home, homeFiles.config));
  const logFile = config.optionalText("log");
  const path = (field: string) => join(home, config.text(field));
  return {
    config,
    path,
    dataDir: path("data"),
    log: openLog(logFile === undefined ? undefined : join(home, logFile)),
  };
}

/** Throws `EngineError` genesis-malformed, an input error where there is no such file. */
export async function readGenesisFile(file: string): Promise<Genesis> {
  return parseGenesis(await readBytes(file));
}

async function readBytes(file: string): Promise<Uint8Array> {
  try {
    return await readFile(file);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ENOENT") throw error;
    throw inputError(
      `${file} is missing; make the pair with "stratos genesis init", then give it to the home's init`,
    );
  }
}
