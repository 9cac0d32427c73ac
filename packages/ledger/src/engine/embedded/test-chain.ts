import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Application } from "../../application.ts";
import { type Genesis, makeGenesis } from "../genesis.ts";
import { type EmbeddedEngine, openEmbeddedEngine } from "./embedded-engine.ts";
import { keyValueApplication } from "./key-value-application.ts";
import type { EmbeddedEngineOptions } from "./options.ts";
import { type ValidatorKey, validatorKeyFromSeed } from "./validator-key.ts";

/** Three validators of unlike power, from fixed seeds. */
export const testKeys: readonly ValidatorKey[] = [1, 2, 3].map((seed) =>
  validatorKeyFromSeed(new Uint8Array(32).fill(seed)),
);

export function testGenesis(chainId = "stratos-test-1"): Genesis {
  return makeGenesis({
    chainId,
    time: new Date("2026-01-01T00:00:00.000Z"),
    validators: testKeys.map(({ key }, index) => ({
      publicKey: key.publicKey,
      power: 10 + (index % 2),
      name: `validator ${index}`,
    })),
    appState: {},
  });
}

export interface TestChain extends AsyncDisposable {
  readonly engine: EmbeddedEngine;
  readonly application: Application;
  readonly folder: string;
}

/** A started engine over the key-value application, whose blocks are made by hand and whose clock advances a second a block. */
export async function startTestChain(
  options: Partial<EmbeddedEngineOptions> & { folder?: string } = {},
): Promise<TestChain> {
  const folder = options.folder ?? (await mkdtemp(join(tmpdir(), "engine-")));
  const application = options.application ?? keyValueApplication(join(folder, "state.json"));
  let seconds = Date.parse("2026-01-02T00:00:00.000Z") / 1000;
  const engine = await openEmbeddedEngine({
    genesis: testGenesis(),
    keys: testKeys,
    blockStore: join(folder, "blocks"),
    blocks: "manual",
    now: () => {
      seconds += 1;
      return seconds * 1000;
    },
    ...options,
    application,
  });
  engine.stopped.catch(() => undefined);
  await engine.start(AbortSignal.timeout(10_000));
  return {
    engine,
    application,
    folder,
    async [Symbol.asyncDispose]() {
      await engine[Symbol.asyncDispose]();
      if (options.folder === undefined) await rm(folder, { recursive: true });
    },
  };
}

export function pair(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}
