import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import type { Engine } from "../engine/engine.ts";
import type { Genesis } from "../engine/genesis.ts";
import {
  type CometEngineOptions,
  type EmbeddedEngineOptions,
  openCometEngine,
  openEmbeddedEngine,
  type ValidatorKey,
} from "../engine/index.ts";
import { type GrpcServerOptions, type RunningGrpcServer, startGrpcServer } from "../grpc/index.ts";
import type { Network } from "../module.ts";
import {
  type ApplicationOptions,
  createApplication,
  type LedgerApplication,
} from "../network/create-application.ts";
import { type MessageToJson, startRestServer, startRpcServer } from "../rpc/index.ts";
import { openStateStore } from "../store/index.ts";
import type { NodeLog } from "./node-log.ts";

/** Where a server listens. */
export type Listening = Readonly<{
  /** Default 127.0.0.1. */
  host?: string;
  /** 0: any free one. */
  port: number;
}>;

export type ChainNodeConfig<C> = Readonly<{
  network: Network<C>;
  genesis: Genesis;
  /** The node's own folder; made where there is none. It holds `state` and `blocks`, and survives restarts and kill -9. */
  dataDir: string;
  /** The consensus keys of all validators of the genesis: the embedded engine signs for each. CometBFT takes none here. */
  keys: readonly ValidatorKey[];
  /** CometBFT's RPC. */
  rpc: Listening;
  rest: Listening;
  /** gRPC with reflection; none where it is absent. */
  grpc?: Listening & Pick<GrpcServerOptions, "minimumGasPrice">;
  moniker?: string;
  /** Heights before the newest that can be read and proved. Default 100. */
  historyHeights?: number;
  engine?: Pick<
    EmbeddedEngineOptions,
    | "emptyBlockMs"
    | "batchMs"
    | "backlogMs"
    | "proofBlockMs"
    | "retainBlocks"
    | "blocks"
    | "now"
    | "allowProduction"
  >;
  /** Runs the chain with CometBFT beside this process instead of the embedded engine. Its folder is `comet` in `dataDir`. */
  comet?: Omit<CometEngineOptions, "application" | "genesis" | "home" | "moniker" | "log">;
  application?: Pick<ApplicationOptions<C>, "limits" | "invariants">;
  /** Prints the network's messages in REST's answers about transactions. */
  messageToJson?: MessageToJson;
  log: NodeLog;
}>;

/** One node of one chain: its state, its engine, RPC and REST. Disposing it stops all of them in order. */
export interface ChainNode<C> extends AsyncDisposable {
  readonly application: LedgerApplication<C>;
  readonly engine: Engine;
  readonly rpcUrl: string;
  readonly restUrl: string;
  /** `host:port`; undefined where the config has none. */
  readonly grpcAddress: string | undefined;
  /** Resolves once the node is disposed; rejects with the bug that stopped its chain. */
  readonly stopped: Promise<void>;
}

/** Resolves when the newest block can be read over RPC and REST. Throws `EngineError` for what keeps it from starting. */
export async function startChainNode<C>(
  config: ChainNodeConfig<C>,
  signal: AbortSignal,
): Promise<ChainNode<C>> {
  const { network, genesis, dataDir, log } = config;
  await mkdir(dataDir, { recursive: true });
  await using started = new AsyncDisposableStack();

  const store = started.use(
    await openStateStore({
      path: join(dataDir, "state"),
      modules: network.modules.map(({ name }) => name),
      ...(config.historyHeights === undefined
        ? {}
        : { history: { heights: config.historyHeights } }),
    }),
  );
  const chainId = genesis.document.chain_id;
  const application = createApplication({
    network,
    store,
    chainId,
    genesisHash: genesis.hash,
    onCheckBug: ({ hash, error }) =>
      log("bug in a check", { chainId, transaction: hash, error: `${error.stack ?? error}` }),
    ...config.application,
  });
  const engine = started.use(await openEngine(config, application));
  await engine.start(signal);

  // The embedded engine alone must not serve a production network by accident.
  const allowProduction = config.comet !== undefined || config.engine?.allowProduction === true;
  const rpc = started.use(
    await startRpcServer({ engine, application, ...config.rpc, allowProduction }),
  );
  const rest = started.use(
    await startRestServer({
      engine,
      application,
      ...config.rest,
      allowProduction,
      ...(config.messageToJson === undefined ? {} : { messageToJson: config.messageToJson }),
    }),
  );
  const grpc = await startGrpc(config, { engine, application, allowProduction });
  if (grpc !== undefined) started.use(grpc);
  const { height } = (await engine.status()).latest;
  log("chain started", { chainId, height, rpc: rpc.url, rest: rest.url });

  const running = started.move();
  return {
    application,
    engine,
    rpcUrl: rpc.url,
    restUrl: rest.url,
    grpcAddress: grpc?.address,
    stopped: engine.stopped,
    async [Symbol.asyncDispose]() {
      await running.disposeAsync();
      log("chain stopped", { chainId });
    },
  };
}

async function startGrpc<C>(
  { grpc, genesis, log }: ChainNodeConfig<C>,
  serving: Readonly<{
    engine: Engine;
    application: LedgerApplication<C>;
    allowProduction: boolean;
  }>,
): Promise<RunningGrpcServer | undefined> {
  if (grpc === undefined) return undefined;
  const chainId = genesis.document.chain_id;
  return startGrpcServer({
    ...serving,
    ...grpc,
    onBug: (error) =>
      log("bug in a gRPC call", {
        chainId,
        error: error instanceof Error ? (error.stack ?? error.message) : `${error}`,
      }),
  });
}

function openEngine<C>(
  config: ChainNodeConfig<C>,
  application: LedgerApplication<C>,
): Engine | Promise<Engine> {
  const { genesis, keys, dataDir, comet, log } = config;
  const moniker = config.moniker === undefined ? {} : { moniker: config.moniker };
  if (comet !== undefined)
    return openCometEngine({
      ...comet,
      ...moniker,
      application,
      genesis,
      home: join(dataDir, "comet"),
      log,
    });
  return openEmbeddedEngine({
    ...moniker,
    ...config.engine,
    application,
    genesis,
    keys,
    blockStore: join(dataDir, "blocks"),
  });
}
