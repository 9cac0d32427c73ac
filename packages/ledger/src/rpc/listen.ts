import type { FastifyInstance } from "fastify";
import { refuseOtherThanLoopback } from "../engine/production.ts";

export type ListenOptions = Readonly<{
  /** Default 127.0.0.1. */
  host?: string;
  /** 0: any free one. */
  port: number;
  /** Listens on other than loopback addresses. */
  allowProduction?: boolean;
}>;

export interface RunningServer extends AsyncDisposable {
  /** `http://127.0.0.1:PORT`. */
  readonly url: string;
}

/** Opens the server to browsers of every origin and starts it. Throws `EngineError` `address-not-loopback`. */
export async function listen(
  server: FastifyInstance,
  options: ListenOptions,
): Promise<RunningServer> {
  const host = options.host ?? "127.0.0.1";
  if (options.allowProduction !== true) refuseOtherThanLoopback(host);
  server.addHook("onRequest", async (request, reply) => {
    reply.header("access-control-allow-origin", "*");
    if (request.method !== "OPTIONS") return;
    reply.header("access-control-allow-methods", "GET, POST, OPTIONS");
    reply.header(
      "access-control-allow-headers",
      request.headers["access-control-request-headers"] ?? "*",
    );
    reply.header("access-control-max-age", "600");
    await reply.code(204).send();
  });
  const url = await server.listen({ host, port: options.port });
  return {
    url,
    async [Symbol.asyncDispose]() {
      server.server.closeAllConnections();
      await server.close();
    },
  };
}
