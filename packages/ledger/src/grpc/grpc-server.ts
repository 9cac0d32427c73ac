import { createServer } from "node:net";
import {
  Metadata,
  Server,
  ServerCredentials,
  type ServerDuplexStream,
  type ServerUnaryCall,
  type sendUnaryData,
  status,
} from "@grpc/grpc-js";
import type { Application } from "../application.ts";
import type { Engine } from "../engine/engine.ts";
import { refuseOtherThanLoopback } from "../engine/production.ts";
import type { ListenOptions } from "../rpc/listen.ts";
import { refusalOf } from "../rpc/rest/gateway-error.ts";
import { fileIndex } from "./file-index.ts";
import type { GrpcContext } from "./grpc-methods.ts";
import { answerQuery, heightHeader } from "./query-method.ts";
import { answerReflection, reflectionPaths } from "./reflection.ts";
import { RunningCalls } from "./running-calls.ts";
import { serviceMethods } from "./service-methods.ts";

export type GrpcServerOptions = ListenOptions &
  Readonly<{
    engine: Engine;
    application: Application;
    /** What the node takes a transaction for at least, a unit of gas, `1000000000wei`. */
    minimumGasPrice?: string;
    /** Told of a call that met a bug of this node; it is answered with an internal error and nothing else says so. */
    onBug?: (error: unknown) => void;
    limits?: Partial<GrpcLimits>;
  }>;

export type GrpcLimits = Readonly<{
  maxConnections: number;
  maxStreamsPerConnection: number;
  /** Calls that run, open reflection streams among them. */
  maxCalls: number;
  /** Bytes of one request. */
  maxRequestBytes: number;
}>;

const defaultLimits: GrpcLimits = {
  maxConnections: 900,
  maxStreamsPerConnection: 100,
  maxCalls: 1000,
  maxRequestBytes: 6 * 1024 * 1024,
};
/** A connection that asks nothing for so long is closed. */
const idleMs = 5 * 60_000;
/** Between two pings of a quiet connection, and how long their answer may take. */
const keepaliveMs = 60_000;
const keepaliveTimeoutMs = 20_000;

export interface RunningGrpcServer extends AsyncDisposable {
  /** `127.0.0.1:PORT`. */
  readonly address: string;
}

/**
 * Serves gRPC without TLS: every query path of the application, the tx, tendermint and node services, and reflection over them.
 * Throws `EngineError` `address-not-loopback`.
 */
export async function startGrpcServer(options: GrpcServerOptions): Promise<RunningGrpcServer> {
  const { engine, application, minimumGasPrice = "", onBug = () => undefined } = options;
  const limits = { ...defaultLimits, ...options.limits };
  const host = options.host ?? "127.0.0.1";
  if (options.allowProduction !== true) refuseOtherThanLoopback(host);

  const server = new Server({
    "grpc.max_receive_message_length": limits.maxRequestBytes,
    "grpc.max_concurrent_streams": limits.maxStreamsPerConnection,
    "grpc.max_connection_idle_ms": idleMs,
    "grpc.keepalive_time_ms": keepaliveMs,
    "grpc.keepalive_timeout_ms": keepaliveTimeoutMs,
  });
  const context: GrpcContext = { engine, application, minimumGasPrice, address: `tcp://${host}` };
  const serving: Serving = { server, calls: new RunningCalls(limits.maxCalls), onBug };
  for (const [path, method] of serviceMethods)
    serveUnary(serving, path, async ({ request }) => ({ value: await method(context, request) }));
  const queries = application.queryPaths?.() ?? [];
  for (const path of queries)
    serveUnary(serving, path, ({ request, metadata }) =>
      answerQuery(application, path, request, metadata),
    );
  serveReflection(serving, servicesOf([...serviceMethods.keys(), ...queries]));
  return listen(server, { host, port: options.port, maxConnections: limits.maxConnections });
}

type Serving = Readonly<{
  server: Server;
  calls: RunningCalls;
  onBug: (error: unknown) => void;
}>;

type UnaryCall = ServerUnaryCall<Uint8Array, Uint8Array>;
type StreamCall = ServerDuplexStream<Uint8Array, Uint8Array>;

const tooManyCalls = {
  code: status.RESOURCE_EXHAUSTED,
  details: "the node answers too many calls; try again later",
};
const unreadable = { code: status.INVALID_ARGUMENT, details: "the request can't be read" };

function serveUnary(
  { server, calls, onBug }: Serving,
  path: string,
  answer: (call: UnaryCall) => Promise<Readonly<{ value: Uint8Array; height?: number }>>,
): void {
  const handle = (call: UnaryCall, reply: sendUnaryData<Uint8Array>) => {
    const done = calls.begin();
    if (done === undefined) {
      reply(tooManyCalls);
      return;
    }
    answer(call)
      .then(({ value, height }) => {
        if (height !== undefined) call.sendMetadata(heightMetadata(height));
        reply(null, value);
      })
      .catch((error: unknown) => reply(failureOf(error, onBug)))
      .finally(done);
  };
  server.register(path, handle, same, same, "unary");
}

function serveReflection({ server, calls }: Serving, services: readonly string[]): void {
  const index = fileIndex();
  const handle = (call: StreamCall) => {
    const done = calls.begin();
    if (done === undefined) {
      call.emit("error", tooManyCalls);
      return;
    }
    call.on("data", (request: Uint8Array) => {
      try {
        // Who asks on without reading waits until the answers are taken.
        if (call.write(answerReflection(request, { index, services }))) return;
        call.pause();
        call.once("drain", () => call.resume());
      } catch {
        call.emit("error", unreadable);
      }
    });
    call.once("end", () => call.end());
    for (const end of ["error", "cancelled", "finish"]) call.once(end, done);
  };
  for (const path of reflectionPaths) server.register(path, handle, same, same, "bidi");
}

function failureOf(
  error: unknown,
  onBug: (error: unknown) => void,
): Readonly<{ code: status; details: string }> {
  const refusal = refusalOf(error);
  if (refusal !== undefined)
    return { code: refusal.failure.code, details: refusal.failure.message };
  onBug(error);
  return { code: status.INTERNAL, details: "internal error" };
}

function heightMetadata(height: number): Metadata {
  const metadata = new Metadata();
  metadata.set(heightHeader, `${height}`);
  return metadata;
}

/** The services of the paths, as far as reflection can describe them. */
function servicesOf(paths: readonly string[]): readonly string[] {
  const names = new Set(paths.map((path) => path.split("/")[1] ?? ""));
  return [...names].filter((name) => fileIndex().services.has(name)).sort();
}

/** Messages come and go as bytes. */
function same(bytes: Uint8Array): Buffer {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

/** Over sockets of our own, since the library doesn't limit their number. */
async function listen(
  server: Server,
  given: Readonly<{ host: string; port: number; maxConnections: number }>,
): Promise<RunningGrpcServer> {
  const { host } = given;
  const injector = server.createConnectionInjector(ServerCredentials.createInsecure());
  const sockets = createServer((socket) => {
    socket.on("error", () => socket.destroy());
    injector.injectConnection(socket);
  });
  sockets.maxConnections = given.maxConnections;
  await new Promise<void>((resolve, reject) => {
    sockets.once("error", reject);
    sockets.listen(given.port, host, resolve);
  });
  const bound = sockets.address();
  const port = typeof bound === "object" && bound !== null ? bound.port : given.port;
  return {
    address: `${host.includes(":") ? `[${host}]` : host}:${port}`,
    async [Symbol.asyncDispose]() {
      const closed = new Promise((resolve) => sockets.close(resolve));
      injector.destroy();
      server.forceShutdown();
      await closed;
    },
  };
}
