import { defineConfig } from "vitest/config";

/**
 * `unit` is quick and stands beside the code. `network` starts real processes and outside clients,
 * one file at a time, since they share two cores. `cometbft` needs the program that
 * `npm run setup:cometbft` builds. `soak` is the long form, by hand.
 */
export default defineConfig({
  test: {
    projects: [
      {
        test: {
          name: "unit",
          include: ["packages/*/src/**/*.test.ts", "tidy/**/*.test.ts"],
          exclude: ["packages/testnet/**", "packages/*/src/**/*.comet.test.ts"],
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
          include: ["packages/*/src/**/*.comet.test.ts"],
          fileParallelism: false,
          testTimeout: 120_000,
          hookTimeout: 60_000,
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
