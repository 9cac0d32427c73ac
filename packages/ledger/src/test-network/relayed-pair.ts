import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { compareBytes, type Signer, sha256, toHex, validatorSetHash } from "@stos/codec";
import {
  type EmbeddedEngine,
  makeGenesis,
  openEmbeddedEngine,
  validatorKeyFromSeed,
} from "../engine/index.ts";
import { createApplication, type LedgerApplication } from "../network/create-application.ts";
import { httpEndpoint } from "../relayer/http-endpoint.ts";
import type { RelayEndpoint } from "../relayer/relay-endpoint.ts";
import { startRpcServer } from "../rpc/index.ts";
import { memoryStateStore } from "../store/index.ts";
import { alice, bob, testSigner } from "./test-chain.ts";
import { type TestCapabilities, testFee, testModules, testNetwork } from "./test-network.ts";

export const carrier = testSigner("carrier");

/** A chain of the embedded engine with its RPC, and a relayer's way to it. */
export type RelayedChain = Readonly<{
  application: LedgerApplication<TestCapabilities>;
  engine: EmbeddedEngine;
  endpoint: RelayEndpoint;
  endpointOf(signer: Signer): RelayEndpoint;
}>;

/** Two chains of four validators each that trust each other's genesis. */
export async function startRelayedPair(): Promise<
  AsyncDisposable & Readonly<{ one: RelayedChain; two: RelayedChain }>
> {
  await using resources = new AsyncDisposableStack();
  const folder = await mkdtemp(join(tmpdir(), "relay-test-"));
  resources.defer(() => rm(folder, { recursive: true }));
  const time = new Date(Math.floor(Date.now() / 1000) * 1000);
  const [one, two] = await Promise.all([
    startChain({ own: "stratos-one-1", other: "stratos-two-1", folder, time, resources }),
    startChain({ own: "stratos-two-1", other: "stratos-one-1", folder, time, resources }),
  ]);
  const owned = resources.move();
  return { one, two, [Symbol.asyncDispose]: () => owned.disposeAsync() };
}

type ChainPlan = Readonly<{
  own: string;
  other: string;
  folder: string;
  time: Date;
  resources: AsyncDisposableStack;
}>;

async function startChain({
  own,
  other,
  folder,
  time,
  resources,
}: ChainPlan): Promise<RelayedChain> {
  const keys = validatorsOf(own);
  const genesis = makeGenesis({
    chainId: own,
    time,
    validators: keys.map(({ key }, index) => ({
      publicKey: key.publicKey,
      power: 10,
      name: `v${index}`,
    })),
    appState: {
      bank: { [alice.address]: "100000", [bob.address]: "5", [carrier.address]: "1000000" },
      relay: {
        chainId: other,
        initialHeight: 1,
        time: time.getTime() / 1000,
        validatorsHash: toHex(
          validatorSetHash(
            validatorsOf(other).map(({ key }) => ({ publicKey: key.publicKey, power: 10n })),
          ),
        ),
        trustingPeriodSeconds: 86_400,
      },
    },
  });
  const application = createApplication({
    network: testNetwork,
    store: resources.use(await memoryStateStore(testModules)),
    chainId: own,
    genesisHash: genesis.hash,
    invariants: "each-block",
  });
  const blocks = { batchMs: 1, proofBlockMs: 5, emptyBlockMs: 2_000 };
  const engine = resources.use(
    await openEmbeddedEngine({
      application,
      genesis,
      keys,
      blockStore: join(folder, own),
      ...blocks,
    }),
  );
  await engine.start(AbortSignal.timeout(10_000));
  const { url } = resources.use(await startRpcServer({ engine, application, port: 0 }));
  const feeOf = () => [{ denom: "coin", amount: `${testFee}` }];
  const endpointOf = (signer: Signer) => httpEndpoint({ url, chainId: own, signer, feeOf });
  return { application, engine, endpoint: endpointOf(carrier), endpointOf };
}

/** In CometBFT's order: equal powers by address. */
export function validatorsOf(chainId: string) {
  return ["a", "b", "c", "d"]
    .map((name) => validatorKeyFromSeed(sha256(Buffer.from(`${chainId} ${name}`))))
    .sort((a, b) => compareBytes(a.address, b.address));
}
