import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Application, TxResult } from "../src/application.ts";
import { createValidatorKey, makeGenesis, openEmbeddedEngine } from "../src/engine/index.ts";

/** How many transactions a second the engine takes from broadcast to published block over an application that does nothing. */
const transactions = 100_000;
const inFlightMax = 5_000;

const folder = await mkdtemp(join(tmpdir(), "bench-engine-"));
const key = await createValidatorKey(join(folder, "priv_validator_key.json"));
const genesis = makeGenesis({
  chainId: "stratos-bench-1",
  time: new Date(),
  validators: [{ publicKey: key.key.publicKey, power: 1, name: "bench" }],
  appState: {},
});
const application = idleApplication();
const engine = await openEmbeddedEngine({
  application,
  genesis,
  keys: [key],
  blockStore: join(folder, "blocks"),
});
await engine.start(AbortSignal.timeout(10_000));

let published = 0;
let blocks = 0;
let wake = () => {};
engine.onBlock(({ block }) => {
  published += block.data.txs.length;
  blocks += 1;
  wake();
});
const started = performance.now();
for (let sent = 0; published < transactions; ) {
  while (sent < transactions && sent - published < inFlightMax) {
    await engine.broadcastSync(new TextEncoder().encode(`${sent}`.padStart(200, " ")));
    sent += 1;
  }
  await new Promise<void>((resolve) => {
    wake = resolve;
  });
}
const seconds = (performance.now() - started) / 1000;
const name = "embedded, no-op application";
const value = Math.round(transactions / seconds);
console.log(JSON.stringify({ bench: "engine", name, value, unit: "tx/s" }));
const blockValue = Math.round(blocks / seconds);
console.log(JSON.stringify({ bench: "engine", name, value: blockValue, unit: "blocks/s" }));
await engine[Symbol.asyncDispose]();
await rm(folder, { recursive: true });

function idleApplication(): Application {
  const appHash = new Uint8Array(32);
  const ok: TxResult = {
    code: 0,
    codespace: "",
    log: "",
    data: new Uint8Array(0),
    gasWanted: 1n,
    gasUsed: 1n,
    events: [],
  };
  const noUpdates = { validatorUpdates: [], consensusParamUpdates: undefined };
  let height = 0;
  return {
    info: () => ({ height, appHash }),
    initChain: async () => ({ appHash, ...noUpdates }),
    checkTx: async () => ok,
    async finalizeBlock(block) {
      height = block.height;
      return { txResults: block.txs.map(() => ok), events: [], appHash, ...noUpdates };
    },
    commit: async () => {},
    query: async ({ data }) => ({ ...ok, key: data, value: data, height, proofs: [] }),
    route: async () => undefined,
    wantsBlock: () => false,
    exportState: async () => ({}),
  };
}
