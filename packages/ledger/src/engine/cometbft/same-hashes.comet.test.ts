import { copyFile, mkdir, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { toHex } from "@stos/codec";
import { expect, test } from "vitest";
import { createApplication } from "../../network/create-application.ts";
import { memoryStateStore } from "../../store/index.ts";
import { testTypes } from "../../test-network/bank.ts";
import {
  alice,
  bob,
  testChainId,
  testGenesis,
  testMessage,
  testTransaction,
} from "../../test-network/test-chain.ts";
import { testModules, testNetwork } from "../../test-network/test-network.ts";
import { proposedBlock } from "../embedded/chain-state.ts";
import { createValidatorKey } from "../embedded/validator-key.ts";
import { genesisMembers, validatorSetOf } from "../embedded/validator-set.ts";
import { type Genesis, makeGenesis } from "../genesis.ts";
import { startCometChain } from "./comet-chain.ts";

async function applicationOf(genesis: Genesis) {
  return createApplication({
    network: testNetwork,
    store: await memoryStateStore(testModules),
    chainId: testChainId,
    genesisHash: genesis.hash,
    invariants: "each-block",
  });
}

function genesisWith(publicKey: Uint8Array, initialHeight: number, appState: object): Genesis {
  return makeGenesis({
    chainId: testChainId,
    time: new Date("2026-01-01T00:00:00.000Z"),
    validators: [{ publicKey, power: 10, name: "only" }],
    appState: { ...appState },
    initialHeight,
  });
}

test("blocks that CometBFT made lead to the same app hashes when they are replayed as the embedded engine proposes them, and an export goes on at the next height with the same hash", async () => {
  const folder = await mkdtemp(join(tmpdir(), "same-hashes-"));
  await using _ = { [Symbol.asyncDispose]: () => rm(folder, { recursive: true, force: true }) };
  const key = await createValidatorKey(join(folder, "validator.json"));
  const genesis = genesisWith(key.key.publicKey, 1, testGenesis.app_state);
  const application = await applicationOf(genesis);
  await using chain = await startCometChain({ application, genesis, folder });
  const { engine } = chain;

  const types = [testTypes.pay, testTypes.payThenRefuse, testTypes.pay];
  const codes: number[] = [];
  for (let count = 0; count < 30; count += 1) {
    const type = types[count % types.length] ?? testTypes.pay;
    const message = testMessage(type, {
      from: alice.address,
      to: bob.address,
      amount: `${1 + ((count * 7) % 50)}`,
    });
    // Every fourth has a sequence that was used already.
    const sequence = codes.filter((code) => code !== 32).length - (count % 4 === 3 ? 1 : 0);
    const tx = testTransaction([message], { sequence });
    const { check, executed } = await engine.broadcastCommit(tx, AbortSignal.timeout(30_000));
    codes.push(executed?.result.code ?? check.code);
  }
  expect(new Set(codes)).toEqual(new Set([0, 18, 32]));

  const replayed = await applicationOf(genesis);
  await replayed.initChain(genesis.document);
  const validators = validatorSetOf(genesisMembers(genesis), []);
  const { height } = application.info();
  for (let at = 1; at <= height; at += 1) {
    const decided = await engine.block(at);
    const last = at === 1 ? undefined : validators;
    const { appHash } = await replayed.finalizeBlock(proposedBlock(decided, last));
    await replayed.commit();
    expect(toHex(appHash)).toBe(toHex((await engine.blockResults(at)).appHash));
  }

  const exported = genesisWith(key.key.publicKey, height + 1, await replayed.exportState());
  const nextFolder = join(folder, "next");
  await mkdir(nextFolder);
  await copyFile(join(folder, "validator.json"), join(nextFolder, "validator.json"));
  await using next = await startCometChain({
    application: await applicationOf(exported),
    genesis: exported,
    folder: nextFolder,
  });
  const { header } = await next.engine.commit(height + 1);
  expect(toHex(header.appHash)).toBe(toHex(replayed.info().appHash));
});
