import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { defineConfig } from "vitest/config";

/** Without it (no Go on this machine) its tests are left out, as `npm run setup:cometbft` says; CI must have it. */
const cometbft = fileURLToPath(new URL(".tools/bin/cometbft", import.meta.url));
const hasCometbft = existsSync(cometbft) || process.env["CI"] === "true";

/**
 * `unit` is quick and stands beside the code. `network` starts real processes and outside clients,
 * one file at a time, since they share two cores. `cometbft` needs the program that
 * `npm run setup:cometbft` builds, `browser` Chromium. `soak` is the long form, by hand.
 */
export default defineConfig({
  test: {
    projects: [
      {
        test: {
          name: "unit",
          include: [
            "packages/*/src/**/*.test.ts",
            "packages/*/book/**/*.test.ts",
            "tidy/**/*.test.ts",
          ],
          exclude: [
            "packages/testnet/**",
            "packages/*/src/**/*.comet.test.ts",
            "packages/*/src/**/*.browser.test.ts",
          ],
          testTimeout: 60_000,
        },
      },
      {
        test: {
          name: "network",
          include: ["packages/testnet/src/**/*.test.ts"],
          exclude: ["packages/testnet/src/**/*.soak.test.ts"],
          fileParallelism: false,
          testTimeout: 300_000,
          hookTimeout: 120_000,
        },
      },
      {
        test: {
          name: "cometbft",
          include: hasCometbft ? ["packages/*/src/**/*.comet.test.ts"] : [],
          fileParallelism: false,
          testTimeout: 120_000,
          hookTimeout: 60_000,
        },
      },
      {
        test: {
          name: "browser",
          include: ["packages/*/{page,src}/**/*.browser.test.ts"],
          fileParallelism: false,
          testTimeout: 120_000,
          hookTimeout: 120_000,
        },
      },
      {
        test: {
          name: "soak",
          include: ["packages/testnet/src/**/*.soak.test.ts"],
          fileParallelism: false,
          testTimeout: 3_600_000,
          hookTimeout: 120_000,
        },
      },
    ],
  },
});
