import { headerHash, toHex, validatorSetHash } from "@stos/codec";
import { BlockIDFlag } from "cosmjs-types/tendermint/types/validator";
import { expect, test } from "vitest";
import type { ProposedBlock } from "../../application.ts";
import type { Engine } from "../engine.ts";
import { keyValueApplication } from "./key-value-application.ts";
import { pair, startTestChain, testKeys } from "./test-chain.ts";
import { validatorKeyFromSeed } from "./validator-key.ts";

const [first, second, third] = testKeys;
if (first === undefined || second === undefined || third === undefined)
  throw new Error("there are three test keys");
const stranger = validatorKeyFromSeed(new Uint8Array(32).fill(9));

const setPower = (key: typeof stranger, power: number) =>
  pair(`validator:${toHex(key.key.publicKey)}=${power}`);

async function powers(engine: Engine, height: number): Promise<Record<string, bigint>> {
  const validators = await engine.validators(height);
  return Object.fromEntries(
    validators.map(({ address, votingPower }) => [toHex(address), votingPower]),
  );
}

test("a validator's update decides from two heights later on, and every header names the sets as they are", async () => {
  await using chain = await startTestChain();
  const { engine } = chain;
  await engine.broadcastSync(setPower(second, 0));
  await engine.broadcastSync(setPower(first, 40));
  const { height, results } = await engine.makeBlock();
  expect(results.validatorUpdates).toHaveLength(2);
  for (let count = 0; count < 3; count += 1) await engine.makeBlock();

  expect(Object.keys(await powers(engine, height + 1))).toHaveLength(3);
  expect(await powers(engine, height + 2)).toEqual({
    [toHex(first.address)]: 40n,
    [toHex(third.address)]: 10n,
  });
  for (let at = 1; at <= height + 3; at += 1) {
    const { block, commit, blockId } = await engine.block(at);
    const hashOf = async (wanted: number) =>
      validatorSetHash(
        (await engine.validators(wanted)).map(({ publicKey, votingPower: power }) => ({
          publicKey,
          power,
        })),
      );
    expect(block.header.validatorsHash).toEqual(await hashOf(at));
    if (at < height + 3) expect(block.header.nextValidatorsHash).toEqual(await hashOf(at + 1));
    expect(commit.signatures).toHaveLength((await engine.validators(at)).length);
    expect(blockId.hash).toEqual(headerHash(block.header));
  }
});

test("a validator whose key isn't here is absent from commits, and the application hears of it", async () => {
  const application = keyValueApplication();
  const proposed: ProposedBlock[] = [];
  await using chain = await startTestChain({
    application: {
      ...application,
      finalizeBlock(block) {
        proposed.push(block);
        return application.finalizeBlock(block);
      },
    },
  });
  await chain.engine.broadcastSync(setPower(stranger, 3));
  for (let count = 0; count < 4; count += 1) await chain.engine.makeBlock();

  expect(proposed[0]?.lastCommit).toBeUndefined();
  expect(proposed[1]?.lastCommit?.votes.map(({ flag, power }) => [flag, power])).toEqual([
    ["signed", 11n],
    ["signed", 10n],
    ["signed", 10n],
  ]);
  expect(proposed.at(-1)?.lastCommit?.votes.map(({ flag }) => flag)).toEqual([
    "signed",
    "signed",
    "signed",
    "absent",
  ]);
  const { commit } = await chain.engine.block(4);
  expect(commit.signatures.map(({ blockIdFlag }) => blockIdFlag)).toEqual([
    BlockIDFlag.BLOCK_ID_FLAG_COMMIT,
    BlockIDFlag.BLOCK_ID_FLAG_COMMIT,
    BlockIDFlag.BLOCK_ID_FLAG_COMMIT,
    BlockIDFlag.BLOCK_ID_FLAG_ABSENT,
  ]);
});

test("the engine refuses a block after which the keys it holds couldn't decide, and keeps the chain before it", async () => {
  await using chain = await startTestChain();
  const { engine } = chain;
  await engine.broadcastSync(setPower(stranger, 1_000));
  await expect(engine.makeBlock()).rejects.toMatchObject({
    message: expect.stringContaining("more than two thirds"),
    cause: { failure: { code: "quorum-lost", height: 4, held: 31n, total: 1031n } },
  });
  await expect(engine.stopped).rejects.toThrow("block 2 of stratos-test-1");
  expect((await engine.status()).latest.height).toBe(1);
});

test("validators and parameters as they changed are there after a restart, and after the application lost its state", async () => {
  await using chain = await startTestChain();
  await chain.engine.broadcastSync(setPower(first, 40));
  await chain.engine.broadcastSync(pair("max_bytes=2000000"));
  const { height } = await chain.engine.makeBlock();
  await chain.engine[Symbol.asyncDispose]();

  await using again = await startTestChain({
    folder: chain.folder,
    application: keyValueApplication(),
  });
  const { engine } = again;
  await engine.makeBlock();
  const { block } = await engine.makeBlock();
  expect(Object.values(await powers(engine, height + 2))).toContain(40n);
  expect(block.header.validatorsHash).not.toEqual(
    (await engine.block(height)).block.header.validatorsHash,
  );
  expect((await engine.consensusParams(height)).block.maxBytes).toBe(8 * 1024 * 1024);
  expect((await engine.consensusParams(height + 1)).block.maxBytes).toBe(2_000_000);
  expect((await engine.block(height + 1)).block.header.consensusHash).not.toEqual(
    (await engine.block(height)).block.header.consensusHash,
  );
});
