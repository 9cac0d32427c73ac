import { startChainNode } from "@stos/ledger";
import { applicationView, startProber } from "../issuer/index.ts";
import { metaLimits } from "../limits.ts";
import { metaNetwork } from "../network.ts";
import type { MetaNodeConfig } from "./meta-node-config.ts";
import { followOwnChain } from "./own-chain.ts";
import { followTurns } from "./relay-turns.ts";
import { createSharedHeight } from "./shared-height.ts";
import { type RunningIssuer, startIssuer } from "./start-issuer.ts";
import { startRelayer } from "./start-relayer.ts";

/** Disposing it stops relayers, issuers, servers and the chain, in this order; started again it goes on where it stopped. */
export interface MetaNode extends AsyncDisposable {
  readonly rpcUrl: string;
  readonly restUrl: string;
  readonly issuers: readonly Readonly<{ node: string; url: string }>[];
  /** Resolves once the node is disposed; rejects with what it can't go on with: the process should end. */
  readonly stopped: Promise<void>;
}

/**
 * Clients gather messages into transactions themselves, so a block needn't wait long for company: whoever stores a file
 * waits for it.
 */
const batchMs = 1;
/** Nor should it wait long for others that are still being checked. */
const backlogMs = 20;

/**
 * The meta node as a process: the meta chain's application and engine, RPC and REST, an issuer and a relayer for each
 * member, one prober. Resolves when all of them serve. Throws `EngineError`, `IssuerError`.
 */
export async function startMetaNode(
  config: MetaNodeConfig,
  signal: AbortSignal,
): Promise<MetaNode> {
  const {
    members,
    value,
    probes,
    log,
    dataDir,
    relayIdleMs: idleMs,
    invariants,
    ...chainConfig
  } = config;
  const bug = Promise.withResolvers<never>();
  const onBug = (error: unknown) => bug.reject(error);

  await using started = new AsyncDisposableStack();
  const chainNode = started.use(
    await startChainNode(
      {
        ...chainConfig,
        engine: { batchMs, backlogMs, ...chainConfig.engine },
        network: metaNetwork(),
        keys: members.map(({ consensusKey }) => consensusKey),
        dataDir,
        log,
        application: {
          limits: metaLimits,
          ...(invariants === undefined ? {} : { invariants }),
        },
      },
      signal,
    ),
  );
  const { engine, application, rpcUrl, restUrl } = chainNode;
  const { chain_id: chainId } = config.genesis.document;
  const chain = applicationView(application, engine, { chainId, genesisHash: config.genesis.hash });

  const prober = started.use(
    await startProber({ chain, log: (change) => log("node probed", { ...change }), ...probes }),
  );
  const issuers: RunningIssuer[] = [];
  for (const member of members)
    issuers.push(started.use(await startIssuer(member, { chain, prober, dataDir, log, onBug })));

  const turns = started.use(await followTurns(chain, engine));
  const own = started.use(followOwnChain(application, engine));
  const shareValueHeight = createSharedHeight();
  for (const member of members)
    started.use(
      startRelayer(member, {
        chainId,
        rpcUrl,
        own,
        value,
        shareValueHeight,
        turns,
        idleMs,
        log,
        onBug,
      }),
    );

  const running = started.move();
  return {
    rpcUrl,
    restUrl,
    issuers: issuers.map(({ node, url }) => ({ node, url })),
    stopped: Promise.race([chainNode.stopped, bug.promise]),
    [Symbol.asyncDispose]: () => running.disposeAsync(),
  };
}
