// Builds CometBFT, once, into the project's own tools folder. No registry ships a prebuilt binary, so this needs Go.
import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

// Later minor versions report a number that makes CosmJS choose the wrong client.
const version = "0.38.26";
const module = `github.com/cometbft/cometbft/cmd/cometbft@v${version}`;
const folder = join(dirname(fileURLToPath(import.meta.url)), "..", ".tools", "bin");
const binary = join(folder, "cometbft");

if (installedVersion() === version) {
  console.log(`CometBFT ${version} is there: ${binary}`);
  process.exit(0);
}
if (!hasGo()) {
  const message = "Go is missing: install Go 1.22 or newer so that `go` is in the PATH";
  if (process.env.CI === "true") fail(message);
  console.log(`CometBFT isn't built. ${message}; only what runs under CometBFT needs it.`);
  process.exit(0);
}
console.log(`Building CometBFT ${version}; this takes about five minutes the first time …`);
mkdirSync(folder, { recursive: true });
const { status } = spawnSync("go", ["install", module], {
  env: { ...process.env, GOBIN: folder },
  stdio: ["ignore", "inherit", "inherit"],
});
if (status !== 0)
  fail(
    `"go install ${module}" failed; its message stands above. Is the Go module proxy reachable?`,
  );
const built = installedVersion();
if (built !== version) fail(`${binary} says it is version ${built ?? "unknown"}, not ${version}`);
console.log(`CometBFT ${version} is built: ${binary}`);

function installedVersion() {
  if (!existsSync(binary)) return undefined;
  const { status: code, stdout } = spawnSync(binary, ["version"], { encoding: "utf8" });
  return code === 0 ? stdout.trim().replace(/\+.*$/, "") : undefined;
}

function hasGo() {
  return spawnSync("go", ["version"], { stdio: "ignore" }).status === 0;
}

function fail(message) {
  console.error(`setup:cometbft: ${message}`);
  process.exit(1);
}
