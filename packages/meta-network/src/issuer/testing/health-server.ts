import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";

export interface HealthServer extends AsyncDisposable {
  readonly url: string;
}

/** A resource node as a prober sees it: it answers `health()`, or nothing at all where that is undefined. */
export async function serveHealth(health: () => unknown): Promise<HealthServer> {
  const server = createServer((_, response) => {
    const answer = health();
    if (answer !== undefined) response.end(JSON.stringify(answer));
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    async [Symbol.asyncDispose]() {
      if (!server.listening) return;
      server.close();
      server.closeAllConnections();
      await once(server, "close");
    },
  };
}
