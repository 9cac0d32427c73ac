// Starts everything: works on any Node from 20 on, installs what is missing, then hands over to the
// Node that the project pins (a dev dependency), so that all of it runs on one version.
import { spawn, spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { constants } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const root = join(dirname(fileURLToPath(import.meta.url)), "..");
const pinnedNode = join(root, "node_modules/node/bin/node");
const vitest = ["node_modules/vitest/vitest.mjs", "run", "--project"];

const commands = {
  start: (words) => [[...stratos("devnet"), ...words]],
  test: (words) => [
    ...checks(),
    ["scripts/setup-cometbft.mjs"],
    [
      ...vitest,
      "unit",
      "--project",
      "cometbft",
      "--project",
      "browser",
      "--project",
      "network",
      ...words,
    ],
  ],
  check: (words) => [...checks(), [...vitest, "unit", ...words]],
  soak: (words) => [[...vitest, "soak", ...words]],
  bench: (words) => [["scripts/bench.mjs", ...words]],
  "generate:economy": () => [["packages/simulator/book/main.ts"]],
  page: (words) => [["packages/simulator/page/build-page.ts", "--serve", ...words]],
  "build:page": () => [["packages/simulator/page/build-page.ts"]],
  format: () => [["node_modules/@biomejs/biome/bin/biome", "check", "--write"]],
};

function checks() {
  return [
    ["node_modules/typescript/bin/tsc", "--project", "."],
    ["node_modules/typescript/bin/tsc", "--project", "packages/simulator/page"],
    ["node_modules/@biomejs/biome/bin/biome", "check", "--error-on-warnings"],
    ["node_modules/knip/bin/knip.js", "--no-progress"],
  ];
}

function stratos(...words) {
  return ["packages/cli/bin/stratos.mjs", ...words];
}

const [name = "", ...words] = process.argv.slice(2);
const command = commands[name];
if (command === undefined) {
  console.error(`launch: "${name}" is unknown; one of ${Object.keys(commands).join(", ")}`);
  process.exit(64);
}
installWhatIsMissing();
for (const step of command(words)) {
  const code = await run(step);
  if (code !== 0) process.exit(code);
}

/**
 * Installs unless the newest install was of these very manifests. `npm install --no-save` rather than `npm ci`: it takes
 * the lock file's versions too, but accepts a lock that lacks other platforms' optional binaries.
 */
function installWhatIsMissing() {
  const marker = join(root, "node_modules/.installed");
  const manifests = ["package-lock.json", ...packageManifests()];
  const hash = createHash("sha256");
  for (const file of manifests) hash.update(readFileSync(join(root, file)));
  const wanted = hash.digest("hex");
  const isInstalled = existsSync(marker) && readFileSync(marker, "utf8") === wanted;
  if (isInstalled && existsSync(pinnedNode)) return;

  console.error("Installing the dependencies (npm install) …");
  const { status } = spawnSync("npm", ["install", "--no-save", "--no-audit", "--no-fund"], {
    cwd: root,
    stdio: ["ignore", 2, 2],
  });
  if (status !== 0) {
    console.error(
      "launch: npm install failed; its message stands above. Is the npm registry reachable?",
    );
    process.exit(status ?? 1);
  }
  writeFileSync(marker, wanted);
}

function packageManifests() {
  return readdirSync(join(root, "packages"))
    .map((folder) => `packages/${folder}/package.json`)
    .filter((file) => existsSync(join(root, file)))
    .sort();
}

/** The devnet gets a channel to this process: it closes with it, whatever ends it, and then the devnet ends too. */
function run([file, ...rest]) {
  const stdio = ["inherit", "inherit", "inherit", ...(name === "start" ? ["ipc"] : [])];
  const child = spawn(pinnedNode, [file, ...rest], { cwd: root, stdio });
  for (const signal of ["SIGINT", "SIGTERM"]) process.on(signal, () => child.kill(signal));
  return new Promise((resolve) => {
    child.on("exit", (code, signal) => resolve(code ?? 128 + (constants.signals[signal] ?? 0)));
  });
}
