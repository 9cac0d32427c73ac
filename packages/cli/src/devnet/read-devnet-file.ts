import { readFile } from "node:fs/promises";
import { inputError } from "../cli-error.ts";
import { type DevnetFile, devnetFilePath } from "./devnet-file.ts";

/** Undefined where the folder has none. Throws an input error for a file that isn't one. */
export async function readDevnetFile(dir: string): Promise<DevnetFile | undefined> {
  const file = devnetFilePath(dir);
  let text: string;
  try {
    text = await readFile(file, "utf8");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
    throw error;
  }
  try {
    return JSON.parse(text) as DevnetFile;
  } catch {
    throw inputError(
      `${file} is no JSON; stop the devnet and start it again to have it written anew`,
    );
  }
}
