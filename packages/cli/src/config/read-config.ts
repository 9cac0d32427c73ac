import { readFile } from "node:fs/promises";
import { parse, TomlError } from "smol-toml";
import { inputError } from "../cli-error.ts";
import { type ConfigTable, configTable } from "./config-table.ts";

const configBytesMax = 1_048_576;

/** Reads a TOML file. Throws an input error that names the file, and for bad TOML the line. */
export async function readConfig(file: string): Promise<ConfigTable> {
  return configTable(file, "", parseToml(file, await readText(file)));
}

async function readText(file: string): Promise<string> {
  try {
    const bytes = await readFile(file);
    if (bytes.byteLength > configBytesMax)
      throw inputError(`${file} is longer than ${configBytesMax} bytes; it can't be a config file`);
    return bytes.toString("utf8");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ENOENT") throw error;
    throw inputError(`${file} is missing; make the home first with the command's "init"`);
  }
}

function parseToml(file: string, text: string): unknown {
  try {
    return parse(text);
  } catch (error) {
    if (!(error instanceof TomlError)) throw error;
    const [reason = "it is no TOML"] = error.message.split("\n");
    throw inputError(`${file}: line ${error.line}, column ${error.column}: ${reason}`);
  }
}
