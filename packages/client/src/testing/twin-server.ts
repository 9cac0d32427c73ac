import { once } from "node:events";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

export type TwinServer = AsyncDisposable & Readonly<{ url: string; server: Server }>;

/** An HTTP server on a free port of the loopback. */
export async function startTwinServer(
  handle: (request: IncomingMessage, response: ServerResponse) => Promise<void>,
): Promise<TwinServer> {
  const server = createServer((request, response) => {
    handle(request, response).catch((error: unknown) => {
      if (!response.headersSent)
        sendJson(response, 500, { error: { code: "bug", message: `${error}` } });
      else response.destroy();
    });
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    server,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      server.close();
      await once(server, "close");
    },
  };
}

export async function readBody(request: IncomingMessage): Promise<Buffer> {
  const pieces: Buffer[] = [];
  for await (const piece of request) pieces.push(piece as Buffer);
  return Buffer.concat(pieces);
}

export function sendJson(response: ServerResponse, status: number, body: unknown): void {
  const bytes = Buffer.from(JSON.stringify(body));
  response.writeHead(status, {
    "content-type": "application/json",
    "content-length": bytes.length,
  });
  response.end(bytes);
}

export function sendFailure(
  response: ServerResponse,
  status: number,
  failure: Readonly<{ code: string }> & Readonly<Record<string, unknown>>,
): void {
  sendJson(response, status, { error: { message: failure.code, ...failure } });
}
