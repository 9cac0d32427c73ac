import { cp, mkdir, readFile, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, test } from "vitest";
import { runSuccessfully } from "../devnet/command.ts";
import { type Devnet, startDevnet } from "../devnet/start-devnet.ts";
import { outsideProgram } from "../outside/outside-program.ts";
import { type TemporaryFolder, temporaryFolder } from "../temporary-folder.ts";
import { scriptOf } from "./typed-script.ts";

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
