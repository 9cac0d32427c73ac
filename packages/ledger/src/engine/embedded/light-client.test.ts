import { type LightClientHeader, validatorSetHash } from "@stos/codec";
import { type ClientState, trustGenesis, verifyHeader } from "@stos/light-client";
import { expect, test } from "vitest";
import type { Engine } from "../engine.ts";
import { pair, startTestChain, testGenesis } from "./test-chain.ts";

test("a light client that trusts the genesis alone follows 20 headers, and a jump over them", async () => {
  await using chain = await startTestChain();
  const { engine } = chain;
  for (let height = 2; height <= 20; height += 1) {
    await engine.broadcastSync(pair(`key${height}=value`));
    await engine.makeBlock();
  }
  const genesis = await trustedGenesis(engine);
  const now = Date.parse("2026-01-03T00:00:00Z") / 1000;

  let trusted = genesis;
  for (let height = 1; height <= 20; height += 1) {
    const before = trusted;
    trusted = verifyHeader({ trusted, header: await headerUpdate(engine, height, trusted), now });
    expect(trusted.height).toBe(before.height + 1);
  }
  expect(trusted.headerHash).toEqual((await engine.block(20)).blockId.hash);

  const first = verifyHeader({
    trusted: genesis,
    header: await headerUpdate(engine, 1, genesis),
    now,
  });
  const jumped = verifyHeader({
    trusted: first,
    header: await headerUpdate(engine, 20, first),
    now,
  });
  expect(jumped).toEqual(trusted);
});

test("a header that another key signed isn't followed", async () => {
  await using chain = await startTestChain();
  const genesis = await trustedGenesis(chain.engine);
  const header = await headerUpdate(chain.engine, 1, genesis);
  const signature = header.signedHeader?.commit?.signatures[0]?.signature ?? expect.fail();
  signature[0] = (signature[0] ?? 0) ^ 1;
  expect(() =>
    verifyHeader({ trusted: genesis, header, now: Date.parse("2026-01-03T00:00:00Z") / 1000 }),
  ).toThrow();
});

async function trustedGenesis(engine: Engine): Promise<ClientState> {
  const validators = await engine.validators(1);
  return trustGenesis({
    chainId: testGenesis().document.chain_id,
    initialHeight: 1,
    time: Date.parse(testGenesis().document.genesis_time) / 1000,
    validatorsHash: validatorSetHash(
      validators.map(({ publicKey, votingPower: power }) => ({ publicKey, power })),
    ),
    trustingPeriodSeconds: 14 * 86_400,
  });
}

async function headerUpdate(
  engine: Engine,
  height: number,
  trusted: ClientState,
): Promise<LightClientHeader> {
  const validators = (await engine.validators(height)).map(
    ({ address, publicKey, votingPower, proposerPriority }) => ({
      address,
      pubKey: { ed25519: publicKey },
      votingPower,
      proposerPriority,
    }),
  );
  const validatorSet = { validators, totalVotingPower: 0n };
  return {
    signedHeader: await engine.commit(height),
    validatorSet,
    trustedHeight: {
      revisionNumber: BigInt(trusted.revision),
      revisionHeight: BigInt(trusted.height),
    },
    trustedValidators: validatorSet,
  };
}
