import { readdirSync } from "node:fs";
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { runSuccessfully } from "../devnet/command.ts";
import { temporaryFolder } from "../temporary-folder.ts";
import { scriptOf } from "./typed-script.ts";

/** The commands in the economy's pages need no network. */

const pages = fileURLToPath(new URL("../../../../docs/concepts/economy/", import.meta.url));
const commandsOf = async (page: string) => scriptOf(await readFile(join(pages, page), "utf8"));

test.each(readdirSync(pages).filter((file) => file.endsWith(".md")))(
  "every command of docs/concepts/economy/%s works",
  async (page) => {
    await using folder = await temporaryFolder();
    const script = join(folder.path, "typed.sh");
    await writeFile(script, await commandsOf(page));
    await runSuccessfully("bash", [script], { cwd: folder.path });
  },
);

test("the catalogue runs every scenario that ships", async () => {
  const script = await commandsOf("catalogue.md");
  const folder = new URL("../../../simulator/scenarios/", import.meta.url);
  const missing = readdirSync(folder)
    .map((file) => file.replace(/\.toml$/, ""))
    .filter((name) => !script.includes(`npx stratos simulate ${name}\n`));
  expect(missing).toEqual([]);
});
