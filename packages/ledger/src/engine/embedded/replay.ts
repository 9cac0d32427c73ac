import { equalBytes, merkleRoot, resultsHash } from "@stos/codec";
import type { Application, BlockResult, ProposedBlock } from "../../application.ts";
import type { DecidedBlock, PublishedBlock } from "../block-types.ts";
import { EngineError } from "../engine-error.ts";
import type { Genesis } from "../genesis.ts";
import type { BlockStore } from "./block-store.ts";
import type { ChainTip } from "./decide-block.ts";

/**
 * The handshake at start: brings the application to the block store's height by executing what it lacks, and answers what the next
 * block continues. The application is never ahead: a block is on disk before the application commits it.
 */
export async function catchUp(
  application: Application,
  store: BlockStore,
  genesis: Genesis,
  signal: AbortSignal,
): Promise<ChainTip> {
  await checkGenesis(store, genesis);
  const { height: applicationHeight, appHash: applicationHash } = application.info();
  if (applicationHeight > store.heightMax)
    throw new EngineError({
      code: "application-ahead",
      applicationHeight,
      blockHeight: store.heightMax,
    });

  const initialHeight = Number(genesis.document.initial_height);
  const appHash =
    applicationHeight === 0
      ? (await application.initChain(genesis.document)).appHash
      : applicationHash;
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
    await replay(application, await readHeld(store, height));
  }
  if (store.heightMax > 0) return checkedTip(application, await readHeld(store, store.heightMax));
  return {
    height: initialHeight - 1,
    timeMs: Date.parse(genesis.document.genesis_time),
    last: undefined,
    appHash,
    resultsHash: merkleRoot([]),
  };
}

export function tipAfter({ block, blockId, commit, height, results }: PublishedBlock): ChainTip {
  return {
    height,
    timeMs:
      Number(block.header.time.seconds) * 1000 + Math.floor(block.header.time.nanos / 1_000_000),
    last: { blockId, commit },
    appHash: results.appHash,
    resultsHash: resultsHash(results.txResults),
  };
}

export function proposedBlock({ height, block, blockId }: DecidedBlock): ProposedBlock {
  const { time, proposerAddress } = block.header;
  return {
    height,
    time: { seconds: Number(time.seconds), nanos: time.nanos },
    hash: blockId.hash,
    proposerAddress,
    txs: block.data.txs,
  };
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

async function replay(application: Application, published: PublishedBlock): Promise<void> {
  const result: BlockResult = await application.finalizeBlock(proposedBlock(published));
  checkAppHash(published.height, published.results.appHash, result.appHash);
  await application.commit();
}

function checkedTip(application: Application, newest: PublishedBlock): ChainTip {
  checkAppHash(newest.height, newest.results.appHash, application.info().appHash);
  return tipAfter(newest);
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
