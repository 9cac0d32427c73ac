import { expect, test } from "vitest";
import type { BlockInfo } from "../context.ts";
import { branchState } from "../state/branch.ts";
import { unlimitedGas } from "../state/gas.ts";
import { memoryStateStore } from "../store/index.ts";
import { blockUpdates } from "./block-updates.ts";
import { openContext } from "./open-context.ts";

const key = (byte: number) => new Uint8Array(32).fill(byte);
const block: BlockInfo = {
  chainId: "stratos-test-1",
  genesisHash: new Uint8Array(32),
  height: 1,
  time: 0,
  hash: new Uint8Array(32),
};

async function contextWith(updates = blockUpdates()) {
  const store = await memoryStateStore(["bank"]);
  const vote = { address: key(1).subarray(0, 20), power: 3n, flag: "absent" } as const;
  const port = { lastCommit: { round: 2, votes: [vote] }, misbehaviour: [], updates };
  const state = branchState((module) => store.module(module));
  return openContext({ block, state, gas: unlimitedGas(), events: [], port });
}

test("updates stand sorted by key, the newest of each, and those of a refused attempt aren't among them", async () => {
  const updates = blockUpdates();
  const context = await contextWith(updates);
  context.consensus.setValidator({ publicKey: key(9), power: 1n });
  context.consensus.setValidator({ publicKey: key(9), power: 2n });
  await context.attempt(({ consensus }) => {
    consensus.setValidator({ publicKey: key(3), power: 5n });
    consensus.updateParams({ block: { maxBytes: 7, maxGas: -1 } });
  });
  const refused = context.attempt(({ consensus }) => {
    consensus.setValidator({ publicKey: key(4), power: 5n });
    consensus.updateParams({ version: { app: 2 } });
    throw new Error("refused");
  });
  await expect(refused).rejects.toThrow("refused");

  expect(updates.result()).toEqual({
    validatorUpdates: [
      { publicKey: key(3), power: 5n },
      { publicKey: key(9), power: 2n },
    ],
    consensusParamUpdates: { block: { maxBytes: 7, maxGas: -1 } },
  });
});

test("votes are seen inside of an attempt, too", async () => {
  const context = await contextWith();
  const seen = await context.attempt(({ consensus }) => consensus.lastCommit);
  expect(seen).toMatchObject({ round: 2, votes: [{ flag: "absent", power: 3n }] });
});

test("a key of another length and a power out of bounds are a module's bug", () => {
  const updates = blockUpdates();
  expect(() => updates.setValidator({ publicKey: key(1).subarray(1), power: 1n })).toThrow(
    RangeError,
  );
  expect(() => updates.setValidator({ publicKey: key(1), power: -1n })).toThrow(RangeError);
  expect(() => updates.setValidator({ publicKey: key(1), power: 2n ** 60n + 1n })).toThrow(
    RangeError,
  );
});
