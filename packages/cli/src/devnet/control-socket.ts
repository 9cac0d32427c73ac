import { createHash } from "node:crypto";
import { rmSync } from "node:fs";
import { connect, createServer, type Server, type Socket } from "node:net";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { createInterface } from "node:readline";
import { CliError, unavailable } from "../cli-error.ts";

/** What one devnet process can be asked by another command. */
export type ControlRequest =
  | Readonly<{ do: "status" }>
  | Readonly<{ do: "stop-node" | "start-node"; node: string }>;

export type ControlAnswer =
  | Readonly<{ ok: true; pid: number; text: string }>
  | Readonly<{ ok: false; code: "usage" | "unavailable"; message: string }>;

/** The longest path that a Unix socket may have, with some room. */
const pathBytesMax = 100;
const requestBytesMax = 4_096;
const answerMs = 60_000;

function socketPath(dir: string): string {
  const path = join(resolve(dir), "control.sock");
  if (Buffer.byteLength(path) <= pathBytesMax) return path;
  const name = createHash("sha256").update(path).digest("hex").slice(0, 24);
  return join(tmpdir(), `stratos-${name}.sock`);
}

/**
 * Listens for commands about the devnet in `dir`. The socket is the lock too: a second devnet in the same folder is refused by an
 * unavailable error. One that a killed devnet left behind is taken over.
 */
export async function openControlSocket(
  dir: string,
  handle: (request: ControlRequest) => Promise<string>,
): Promise<AsyncDisposable> {
  const path = socketPath(dir);
  const server = createServer((socket) => serveSocket(socket, handle));
  if (!(await tryListen(server, path))) {
    const running = await pidOfRunning(dir);
    if (running !== undefined)
      throw unavailable(
        `a devnet (process ${running}) runs in ${dir} already; stop it first, or give this one another --dir and --port-base`,
      );
    rmSync(path, { force: true });
    if (!(await tryListen(server, path))) throw unavailable(`can't listen on ${path}`);
  }
  return {
    async [Symbol.asyncDispose]() {
      await new Promise<void>((done) => server.close(() => done()));
    },
  };
}

/** Asks the devnet that runs in `dir`. Throws an unavailable error where none does. */
export async function askDevnet(dir: string, request: ControlRequest): Promise<string> {
  const answer = await exchange(dir, request);
  if (answer === undefined)
    throw unavailable(`no devnet runs in ${dir}; start it with "stratos devnet --dir ${dir}"`);
  if (answer.ok) return answer.text;
  throw new CliError({ code: answer.code, message: answer.message });
}

/** The id of the process that answers for `dir`. */
export async function pidOfRunning(dir: string): Promise<number | undefined> {
  const answer = await exchange(dir, { do: "status" });
  return answer?.ok === true ? answer.pid : undefined;
}

function tryListen(server: Server, path: string): Promise<boolean> {
  return new Promise((resolve, reject) => {
    server.once("error", (error: NodeJS.ErrnoException) => {
      if (error.code === "EADDRINUSE") resolve(false);
      else reject(unavailable(`can't listen on ${path}: ${error.message}`));
    });
    server.listen(path, () => {
      server.removeAllListeners("error");
      resolve(true);
    });
  });
}

function serveSocket(socket: Socket, handle: (request: ControlRequest) => Promise<string>): void {
  let received = "";
  socket.setEncoding("utf8");
  socket.on("error", () => socket.destroy());
  socket.on("data", async (text: string) => {
    received += text;
    if (received.length > requestBytesMax) return void socket.destroy();
    const end = received.indexOf("\n");
    if (end < 0) return;
    socket.removeAllListeners("data");
    socket.end(`${JSON.stringify(await answerTo(received.slice(0, end), handle))}\n`);
  });
}

async function answerTo(
  line: string,
  handle: (request: ControlRequest) => Promise<string>,
): Promise<ControlAnswer> {
  try {
    const text = await handle(JSON.parse(line) as ControlRequest);
    return { ok: true, pid: process.pid, text };
  } catch (error) {
    const isUsage = error instanceof CliError && error.failure.code === "usage";
    const message = error instanceof Error ? error.message : String(error);
    return { ok: false, code: isUsage ? "usage" : "unavailable", message };
  }
}

/** Undefined where nobody listens. */
async function exchange(dir: string, request: ControlRequest): Promise<ControlAnswer | undefined> {
  const socket = connect(socketPath(dir));
  socket.setTimeout(answerMs, () => socket.destroy(new Error("the devnet doesn't answer")));
  try {
    await new Promise<void>((done, fail) => {
      socket.once("connect", () => done());
      socket.once("error", fail);
    });
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === "ENOENT" || code === "ECONNREFUSED") return undefined;
    throw unavailable(`can't ask the devnet in ${dir}: ${(error as Error).message}`);
  }

  socket.write(`${JSON.stringify(request)}\n`);
  for await (const line of createInterface({ input: socket })) {
    socket.end();
    return JSON.parse(line) as ControlAnswer;
  }
  throw unavailable(`the devnet in ${dir} broke off`);
}
