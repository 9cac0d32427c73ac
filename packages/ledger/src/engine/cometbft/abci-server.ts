import { createServer, type Socket } from "node:net";
import { Request } from "cosmjs-types/tendermint/abci/types";
import { answer } from "./abci-answers.ts";
import type { AbciHandler } from "./abci-handler.ts";
import { frame, frameReader } from "./frames.ts";

/** CometBFT opens four connections; a restart may overlap. */
const connectionsMax = 16;

export type AbciServer = AsyncDisposable;

/**
 * Listens at a Unix socket: nobody else on the machine reaches it. Answers come in the order of the requests of their connection. What goes
 * wrong (a malformed message, a bug) is told to `onFailure` once and closes the connection: CometBFT ends at that.
 */
export async function startAbciServer(
  path: string,
  handler: AbciHandler,
  onFailure: (error: unknown) => void,
): Promise<AbciServer> {
  const connections = new Set<Socket>();
  const server = createServer((socket) => {
    connections.add(socket);
    socket.on("close", () => connections.delete(socket));
    serve(socket, handler).catch((error: unknown) => {
      // A connection that the other side ended is no failure of ours.
      if (!isDisconnect(error)) onFailure(error);
      socket.destroy();
    });
  });
  server.maxConnections = connectionsMax;
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(path, resolve);
  });
  return {
    async [Symbol.asyncDispose]() {
      for (const socket of connections) socket.destroy();
      await new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };
}

async function serve(socket: Socket, handler: AbciHandler): Promise<void> {
  socket.on("error", () => undefined);
  const frames = frameReader();
  for await (const chunk of socket as AsyncIterable<Buffer>) {
    frames.push(chunk);
    // One write a chunk: a flood of checks would otherwise take a system call each.
    socket.cork();
    try {
      for (let bytes = frames.next(); bytes !== undefined; bytes = frames.next()) {
        const { isFlush, reply } = await answered(bytes, handler, socket);
        socket.write(frame(reply));
        if (!isFlush) continue;
        socket.uncork();
        socket.cork();
      }
    } finally {
      socket.uncork();
    }
    if (socket.writableNeedDrain) await drained(socket);
  }
}

async function answered(
  bytes: Uint8Array,
  handler: AbciHandler,
  socket: Socket,
): Promise<Readonly<{ isFlush: boolean; reply: Uint8Array }>> {
  try {
    const request = Request.decode(bytes);
    return { isFlush: request.flush !== undefined, reply: await handler(request) };
  } catch (error) {
    // CometBFT prints the reason, and ends.
    const reason = error instanceof Error ? error.message : String(error);
    socket.write(frame(answer({ exception: { error: reason } })));
    socket.uncork();
    throw error;
  }
}

function drained(socket: Socket): Promise<void> {
  return new Promise((resolve) => {
    const done = () => {
      socket.off("drain", done);
      socket.off("close", done);
      resolve();
    };
    socket.once("drain", done);
    socket.once("close", done);
  });
}

function isDisconnect(error: unknown): boolean {
  const code = error instanceof Error && "code" in error ? error.code : undefined;
  return code === "ECONNRESET" || code === "EPIPE" || code === "ERR_STREAM_PREMATURE_CLOSE";
}
