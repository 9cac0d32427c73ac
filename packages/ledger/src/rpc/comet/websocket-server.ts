import type { IncomingMessage, Server } from "node:http";
import type { Duplex } from "node:stream";
import { WebSocketServer } from "ws";
import type { Application } from "../../application.ts";
import type { Engine } from "../../engine/engine.ts";
import type { EventBus } from "./event-bus.ts";
import { WebsocketConnection } from "./websocket-connection.ts";

export type WebsocketLimits = Readonly<{
  /** Connections at once. */
  maxWebsockets: number;
  /** Bytes of one request. */
  maxMessageBytes: number;
  /** Bytes of events that wait for one client; past it the client is too slow. */
  maxBufferedBytes: number;
  /** How long a client may take nothing of what waits for it. */
  writeWaitMs: number;
  /** Between two pings; a client that sends nothing at all in twice that time is gone. */
  pingMs: number;
}>;

/** CometBFT's, but for the size of a message: a transaction of 4 MiB in base64 must fit. */
const defaultLimits: WebsocketLimits = {
  maxWebsockets: 900,
  maxMessageBytes: 6 * 1024 * 1024,
  maxBufferedBytes: 32 * 1024 * 1024,
  writeWaitMs: 10_000,
  pingMs: 15_000,
};

export type WebsocketOptions = Readonly<{
  engine: Engine;
  application: Application;
  events: EventBus;
  limits: Partial<WebsocketLimits>;
  onBug: (error: unknown) => void;
}>;

export interface Websockets extends AsyncDisposable {
  /** Connections now. */
  count(): number;
}

/** Serves JSON-RPC over websockets at `/websocket`, to pages of every origin. */
export function serveWebsockets(server: Server, options: WebsocketOptions): Websockets {
  const limits = { ...defaultLimits, ...options.limits };
  const sockets = new WebSocketServer({
    noServer: true,
    clientTracking: false,
    maxPayload: limits.maxMessageBytes,
    perMessageDeflate: false,
  });
  const connections = new Set<WebsocketConnection>();

  server.on("upgrade", (request: IncomingMessage, socket: Duplex, head: Buffer) => {
    socket.on("error", () => socket.destroy());
    const [path] = (request.url ?? "").split("?");
    if (path !== "/websocket" || connections.size >= limits.maxWebsockets) {
      refuse(socket, path === "/websocket" ? "503 Service Unavailable" : "404 Not Found");
      return;
    }
    sockets.handleUpgrade(request, socket, head, (websocket) => {
      const rpcAddress = `tcp://${request.headers.host ?? ""}`;
      const connection = new WebsocketConnection(websocket, { ...options, limits, rpcAddress });
      connections.add(connection);
      websocket.once("close", () => connections.delete(connection));
    });
  });
  const pinging = setInterval(() => {
    for (const connection of connections) connection.ping();
  }, limits.pingMs);
  pinging.unref();

  return {
    count: () => connections.size,
    async [Symbol.asyncDispose]() {
      clearInterval(pinging);
      await Promise.all([...connections].map((connection) => connection[Symbol.asyncDispose]()));
    },
  };
}

function refuse(socket: Duplex, status: string): void {
  socket.end(`HTTP/1.1 ${status}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`);
}
