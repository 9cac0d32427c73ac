import { cp, mkdir, readFile, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, test } from "vitest";
import { runSuccessfully, stratosBin } from "../devnet/command.ts";
import { type Devnet, startDevnet } from "../devnet/start-devnet.ts";
import { outsideProgram } from "../outside/outside-program.ts";
import { type TemporaryFolder, temporaryFolder } from "../temporary-folder.ts";

/** The commands in the documents, typed in their order as a reader would, in a folder where a devnet runs. */

const root = fileURLToPath(new URL("../../../../", import.meta.url));
let devnet: Devnet;
let folder: TemporaryFolder;

beforeAll(async () => {
  devnet = await startDevnet();
  folder = await temporaryFolder();
  await mkdir(join(folder.path, ".stratos"));
  await symlink(devnet.dir, join(folder.path, ".stratos/devnet"));
  await cp(join(root, "README.md"), join(folder.path, "README.md"));
});

afterAll(async () => {
  await devnet?.[Symbol.asyncDispose]();
  await folder?.[Symbol.asyncDispose]();
});

for (const document of ["README.md", "docs/start/first-files.md", "docs/operating/nodes.md"]) {
  test(`every command of ${document} works`, async (context) => {
    if (document.endsWith("first-files.md")) {
      for (const program of ["rclone", "restic", "aws"] as const) outsideProgram(context, program);
    }
    const script = join(folder.path, "typed.sh");
    await writeFile(script, scriptOf(await readFile(join(root, document), "utf8")));
    await runSuccessfully("bash", [script], { cwd: folder.path });
  });
}

/** All `sh` blocks of a page, but for the two set-up commands that this test run itself came from. */
function scriptOf(page: string): string {
  const blocks = [...page.matchAll(/^```sh\n(.*?)^```/gms)].map(([, block = ""]) => block);
  const typed = blocks
    .join("")
    .split("\n")
    .filter((line) => !line.startsWith("npm "));
  return [
    "set -euo pipefail",
    `npx() { shift; "${process.execPath}" "${stratosBin}" "$@"; }`,
    ...typed,
  ].join("\n");
}
