import { open, readdir, readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { readScenario, scenarioLengthMax } from "@stos/simulator";
import { inputError } from "../cli-error.ts";

const shippedFolder = new URL("scenarios/", import.meta.resolve("@stos/simulator/package.json"));

export type ScenarioFile = Readonly<{ file: string; text: string }>;

/**
 * Reads a scenario: a file, standard input for `-`, or one that ships, by its name. A file of that name comes first. Throws an input error where
 * there is none.
 */
export async function readScenarioFile(name: string): Promise<ScenarioFile> {
  if (name === "-") return { file: "standard input", text: await readStandardInput() };
  try {
    return { file: name, text: await readText(name) };
  } catch (error) {
    const code = error instanceof Error && "code" in error ? error.code : undefined;
    if (code === "ENOENT") return readShipped(name);
    throw inputError(`${name} can't be read: ${error instanceof Error ? error.message : error}`);
  }
}

async function readShipped(name: string): Promise<ScenarioFile> {
  const names = await shippedNames();
  if (!names.includes(name))
    throw inputError(
      `${name} is neither a file nor a scenario that ships; stratos simulate --list shows those`,
    );
  return { file: name, text: await readFile(new URL(`${name}.toml`, shippedFolder), "utf8") };
}

/** All that ship, by name. */
export async function shippedScenarios(): Promise<
  readonly Readonly<{ name: string; title: string }>[]
> {
  const names = await shippedNames();
  return Promise.all(
    names.map(async (name) => {
      const { file, text } = await readShipped(name);
      return { name, title: readScenario(text, { file }).title };
    }),
  );
}

async function shippedNames(): Promise<readonly string[]> {
  const files = await readdir(fileURLToPath(shippedFolder));
  return files
    .filter((file) => file.endsWith(".toml"))
    .map((file) => file.slice(0, -".toml".length))
    .sort();
}

/** A letter takes up to four bytes. */
const bytesMax = 4 * scenarioLengthMax;

/** One byte more than is allowed at most, so that a device without an end is refused too. */
async function readText(path: string): Promise<string> {
  await using file = await open(path);
  const parts: Buffer[] = [];
  let length = 0;
  for await (const part of file.createReadStream({ end: bytesMax }) as AsyncIterable<Buffer>) {
    parts.push(part);
    length += part.length;
  }
  if (length > bytesMax) throw new Error(`a scenario has at most ${bytesMax} bytes`);
  return Buffer.concat(parts).toString("utf8");
}

async function readStandardInput(): Promise<string> {
  const parts: Buffer[] = [];
  let length = 0;
  for await (const part of process.stdin as AsyncIterable<Buffer>) {
    parts.push(part);
    length += part.length;
    if (length > bytesMax) throw inputError(`a scenario has at most ${bytesMax} bytes`);
  }
  return Buffer.concat(parts).toString("utf8");
}
