import type { EmbeddedEngineOptions } from "../../engine/embedded/options.ts";
import { startTestChain, type TestChain } from "../../engine/embedded/test-chain.ts";
import { type RpcServer, type RpcServerOptions, startRpcServer } from "./rpc-server.ts";

export type ServedChain = {
  chain: TestChain;
  server: RpcServer;
  bugs: unknown[];
} & AsyncDisposable;

/** A chain of tests behind its RPC. */
export async function serveChain(
  limits: RpcServerOptions["limits"] = {},
  options: Partial<EmbeddedEngineOptions> = {},
): Promise<ServedChain> {
  const chain = await startTestChain(options);
  const { engine, application } = chain;
  const bugs: unknown[] = [];
  const onBug = (error: unknown) => void bugs.push(error);
  const server = await startRpcServer({ engine, application, port: 0, limits, onBug });
  return {
    chain,
    server,
    bugs,
    async [Symbol.asyncDispose]() {
      await server[Symbol.asyncDispose]();
      await chain[Symbol.asyncDispose]();
    },
  };
}
