import { equalBytes } from "@stos/codec";
import type { Application, BlockResult, InitialChain } from "../../application.ts";
import type { DecidedBlock, PublishedBlock } from "../block-types.ts";
import { EngineError } from "../engine-error.ts";
import type { Genesis } from "../genesis.ts";
import type { BlockStore } from "./block-store.ts";
import type { ChainState } from "./chain-state.ts";
import type { ChainTip } from "./decide-block.ts";

/**
 * The handshake at start: brings the application to the block store's height by executing what it lacks, and answers what the next
 * block continues. The application is never ahead: a block is on disk before the application commits it.
 */
export async function catchUp(
  application: Application,
  { store, state, genesis }: Readonly<{ store: BlockStore; state: ChainState; genesis: Genesis }>,
  signal: AbortSignal,
): Promise<ChainTip> {
  await checkGenesis(store, genesis);
  const { height: applicationHeight, appHash } = application.info();
  if (applicationHeight > store.heightMax)
    throw new EngineError({
      code: "application-ahead",
      applicationHeight,
      blockHeight: store.heightMax,
    });

  const initialHeight = Number(genesis.document.initial_height);
  const initial: InitialChain =
    applicationHeight === 0
      ? await application.initChain(genesis.document)
      : { appHash, validatorUpdates: [], consensusParamUpdates: undefined };
  const firstMissing = applicationHeight === 0 ? initialHeight : applicationHeight + 1;
  if (store.heightMax > 0 && (applicationHeight || firstMissing) < store.heightMin)
    throw new EngineError({
      code: "application-behind",
      applicationHeight,
      blockHeightMin: store.heightMin,
    });

  if (applicationHeight > 0) resume(application, await readHeld(store, applicationHeight));
  for (let height = firstMissing; height <= store.heightMax; height += 1) {
    signal.throwIfAborted();
    await replay(application, state, await readHeld(store, height));
  }
  if (store.heightMax === 0) return await state.first(initial);
  const newest = await readHeld(store, store.heightMax);
  checkAppHash(newest.height, newest.results.appHash, application.info().appHash);
  return await state.at(newest);
}

/** Throws `EngineError` `application-differs`. */
export function checkAppHash(height: number, expected: Uint8Array, found: Uint8Array): void {
  if (equalBytes(expected, found)) return;
  throw new EngineError({
    code: "application-differs",
    height,
    expected: hex(expected),
    found: hex(found),
  });
}

function resume(application: Application, { block, blockId }: DecidedBlock): void {
  application.resume?.({ time: Number(block.header.time.seconds), hash: blockId.hash });
}

async function replay(
  application: Application,
  state: ChainState,
  published: PublishedBlock,
): Promise<void> {
  const result: BlockResult = await application.finalizeBlock(await state.proposed(published));
  checkAppHash(published.height, published.results.appHash, result.appHash);
  await application.commit();
}

async function checkGenesis(store: BlockStore, genesis: Genesis): Promise<void> {
  const known = await store.genesisHash();
  if (known === undefined) return store.writeGenesisHash(genesis.hash);
  if (!equalBytes(known, genesis.hash))
    throw new EngineError({
      code: "genesis-differs",
      expected: hex(known),
      found: hex(genesis.hash),
    });
}

async function readHeld(store: BlockStore, height: number): Promise<PublishedBlock> {
  const published = await store.read(height);
  if (published === undefined)
    throw new Error(
      `the block store lacks block ${height}, though it holds ${store.heightMin} to ${store.heightMax}`,
    );
  return published;
}

function hex(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString("hex").toUpperCase();
}
