// Compiles the simulator's kernel to WebAssembly and writes it as a TypeScript module: `npm run generate:kernel`.
// With --print it goes to stdout instead, so that a test can compare.
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import asc from "assemblyscript/asc";

const root = join(fileURLToPath(import.meta.url), "../..");
const source = "packages/simulator/kernel/epoch.ts";
const target = "packages/simulator/src/fast/generated/epoch-kernel.ts";

const { error, binary, stderr } = await compile();
if (error !== null) {
  console.error(`build-kernel: ${source} doesn't compile.\n${stderr.toString()}`);
  process.exit(1);
}

const text = `/** Generated from ${source} by \`npm run generate:kernel\`. */
export const epochKernel =
  "${Buffer.from(binary).toString("base64")}";
`;
if (process.argv.includes("--print")) process.stdout.write(text);
else writeFileSync(join(root, target), text);

async function compile() {
  const written = {};
  const result = await asc.main(
    [
      join(root, source),
      ...["--outFile", "epoch.wasm", "--baseDir", root],
      ...["--runtime", "stub", "--optimizeLevel", "3", "--shrinkLevel", "1", "--noAssert"],
      ...["--enable", "simd", "--use", "abort=", "--importMemory"],
    ],
    { writeFile: (name, data) => Object.assign(written, { [name]: data }) },
  );
  return { ...result, binary: written["epoch.wasm"] };
}
