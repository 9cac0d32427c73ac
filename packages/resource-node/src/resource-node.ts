import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { decodeAddress, ed25519FromSeed } from "@stos/codec";
import { createCounters } from "./http/counters.ts";
import { createLeavesCache } from "./http/leaves-cache.ts";
import { createMemoryBudget } from "./http/memory-budget.ts";
import { type DataServer, startDataServer } from "./http/server.ts";
import { openLedgerStore } from "./metering/ledger-store.ts";
import { openSessions } from "./metering/sessions.ts";
import { cachedNetworkView } from "./network/cached-network-view.ts";
import { httpNetworkView } from "./network/http-network-view.ts";
import type { MetaChain } from "./network/meta-chain.ts";
import type { NetworkStatus, NetworkView } from "./network/network-view.ts";
import { rpcMetaChain } from "./network/rpc-meta-chain.ts";
import { settleReceipts } from "./network/settle-receipts.ts";
import { collect } from "./service/collector.ts";
import { createCustodySigner } from "./service/custody-signer.ts";
import { joinNetwork } from "./service/join-network.ts";
import type { Log } from "./service/log.ts";
import { repeat } from "./service/repeat.ts";
import { createScrubber } from "./service/scrubber.ts";
import { createSettlement } from "./service/settlement.ts";
import { waitForStatus } from "./service/wait-for-status.ts";
import { createBufferPool } from "./volume/buffer-pool.ts";
import { openSliceStore } from "./volume/slice-store.ts";

/** A running resource node. */
export type ResourceNode = AsyncDisposable &
  Readonly<{
    /** `stsds…`. */
    address: string;
    /** Where its data port listens. */
    url: string;
  }>;

export type ResourceNodeConfig = Readonly<{
  dataDir: string;
  listen: Readonly<{ host: string; port: number }>;
  /** How others reach it; default: where it listens. */
  publicUrl?: string;
  /** The 32 bytes of the network key's seed. */
  networkKeySeed: Uint8Array;
  /** The meta chain's REST and RPC, `http://…` without a slash at the end. */
  metaRest: string;
  metaRpc: string;
  /** Bytes that it offers to keep. */
  capacity: number;
  /** Bytes a second that it offers; default 100 MB/s. */
  bandwidth?: number;
  /** Bytes a second that the scrubber reads; default 4 MB/s. */
  scrubBytesPerSecond?: number;
  /** Bytes of a volume at most; default 256 MiB. */
  volumeBytes?: number;
  /** How long a request waits for a receipt; default 30 s. */
  receiptWaitMs?: number;
  log: Log;
  /** Ends a start that still waits for the network. */
  signal?: AbortSignal;
}>;

/** Bytes that requests may hold in memory together. */
const memoryBytes = 192 * 1024 * 1024;
const joinPauseMs = 2_000;
const joinedPauseMs = 30_000;

/** Starts a node over the real meta chain; answers when its data port serves. */
export async function startResourceNode(config: ResourceNodeConfig): Promise<ResourceNode> {
  const { metaRest, metaRpc, networkKeySeed, signal = never } = config;
  const view = httpNetworkView(metaRest);
  const status = await waitForStatus(view, config.log, signal);
  const key = ed25519FromSeed(networkKeySeed);
  const chain = rpcMetaChain({ rest: metaRest, rpc: metaRpc, chainId: status.chainId, key });
  return startNodeOver({ view, chain, status }, config);
}

/** The same over any meta chain: tests hold one in memory. */
export async function startNodeOver(
  network: Readonly<{ view: NetworkView; chain: MetaChain; status: NetworkStatus }>,
  config: Omit<ResourceNodeConfig, "metaRest" | "metaRpc">,
): Promise<ResourceNode> {
  const { dataDir, capacity, log } = config;
  const key = ed25519FromSeed(config.networkKeySeed);
  const node = key.networkAddress;
  const { chainId, genesisHash } = network.status;
  const domain = { chainId, genesisHash };
  const view = cachedNetworkView(network.view);

  await mkdir(dataDir, { recursive: true });
  const { volumeBytes } = config;
  const limits = volumeBytes === undefined ? { capacity } : { capacity, volumeBytes };
  const store = await openSliceStore({ directory: dataDir, ...limits });
  const ledger = openLedgerStore(join(dataDir, "ledger.sqlite"));
  const sessions = openSessions({ store: ledger, view, node, domain });
  const pool = createBufferPool(64);
  const memory = createMemoryBudget(memoryBytes);
  const scrubber = createScrubber(store);
  let epoch = network.status.epoch;

  const server = await startDataServer(
    {
      node,
      chainId,
      store,
      sessions,
      view,
      custody: createCustodySigner(domain, key),
      pool,
      memory,
      leaves: createLeavesCache(store, pool, memory),
      counters: createCounters(),
      receiptWaitMs: config.receiptWaitMs ?? 30_000,
      epoch: () => epoch,
      scrubRounds: scrubber.rounds,
      log,
    },
    config.listen,
  );
  log("info", "serving", { node, url: server.url });

  const stopping = new AbortController();
  const settlement = createSettlement({
    sessions,
    view,
    settle: settleReceipts(network.chain, node),
    share: shareOf(node),
    log,
  });
  const tasks = [
    keepJoined(network, { config, node, server }, stopping.signal),
    repeat(
      async () => {
        epoch = (await view.status(stopping.signal).catch(() => undefined))?.epoch ?? epoch;
        await settlement.run(stopping.signal);
      },
      () => pauseOf(network.status),
      stopping.signal,
    ),
    repeat(
      async () => {
        await collect({ store, view, node, log }, stopping.signal).catch((error: unknown) => {
          if (!stopping.signal.aborted) log("warn", "collection failed", { reason: String(error) });
        });
      },
      () => network.status.epochSeconds * 1_000,
      stopping.signal,
    ),
    scrub(scrubber, config.scrubBytesPerSecond ?? 4_000_000, stopping.signal),
  ];

  const stop = async () => {
    await server[Symbol.asyncDispose]();
    stopping.abort();
    await Promise.all(tasks);
    sessions.close();
    await store.close();
    log("info", "stopped", { node });
  };
  let stopped: Promise<void> | undefined;

  return {
    address: node,
    url: server.url,
    [Symbol.asyncDispose]() {
      stopped ??= stop();
      return stopped;
    },
  };
}

const never = new AbortController().signal;

async function keepJoined(
  { view, chain }: Readonly<{ view: NetworkView; chain: MetaChain }>,
  {
    config,
    node,
    server,
  }: Readonly<{
    config: Omit<ResourceNodeConfig, "metaRest" | "metaRpc">;
    node: string;
    server: DataServer;
  }>,
  signal: AbortSignal,
): Promise<void> {
  const { capacity, bandwidth = 100_000_000, publicUrl = server.url, log } = config;
  const offer = { node, endpoint: publicUrl, capacity, bandwidth };
  let isJoined = false;
  await repeat(
    async () => {
      isJoined = await joinNetwork({ view, chain, log }, offer, signal).catch((error: unknown) => {
        if (!signal.aborted) log("warn", "joining failed", { reason: String(error) });
        return false;
      });
    },
    () => (isJoined ? joinedPauseMs : joinPauseMs),
    signal,
  );
}

async function scrub(
  scrubber: ReturnType<typeof createScrubber>,
  bytesPerSecond: number,
  signal: AbortSignal,
): Promise<void> {
  let read = 0;
  await repeat(
    async () => {
      read = await scrubber.step();
    },
    () => (read === 0 ? 60_000 : Math.max(100, (read / bytesPerSecond) * 1_000)),
    signal,
  );
}

/** Looks twenty times an epoch whether something is due, at most every ten seconds. */
function pauseOf({ epochSeconds }: NetworkStatus): number {
  return Math.min(10_000, (epochSeconds * 1_000) / 20);
}

/** The address as a fraction of all addresses, by its first four bytes. */
function shareOf(node: string): number {
  return Buffer.from(decodeAddress("stsds", node)).readUInt32BE(0) / 2 ** 32;
}
