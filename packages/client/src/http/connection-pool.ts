import { NetworkError } from "../network-error.ts";
import { ByteConnection } from "./byte-connection.ts";

/** Connections to many peers, kept for a while after use. */
export type ConnectionPool = Disposable &
  Readonly<{
    /** A rested connection, or a new one; waits while all of the peer's are in use. Throws the signal's reason. */
    take(origin: URL, signal: AbortSignal | undefined): Promise<ByteConnection>;
    /** Keeps it for the next one. */
    give(origin: URL, connection: ByteConnection): void;
  }>;

type Peer = {
  readonly idle: Set<ByteConnection>;
  open: number;
  readonly waiting: Set<() => void>;
};

/** Well below the time after which a resource node closes an idle connection. */
const idleMs = 4_000;

export function createConnectionPool(connectionsMax: number): ConnectionPool {
  const peers = new Map<string, Peer>();
  const all = new Set<ByteConnection>();
  let isClosed = false;

  const peerAt = ({ origin }: URL): Peer => {
    const known = peers.get(origin);
    if (known !== undefined) return known;
    const peer: Peer = { idle: new Set(), open: 0, waiting: new Set() };
    peers.set(origin, peer);
    return peer;
  };

  const forget = (origin: URL, peer: Peer, connection: ByteConnection) => {
    all.delete(connection);
    peer.idle.delete(connection);
    peer.open -= 1;
    admit(peer);
    if (peer.open === 0 && peer.waiting.size === 0) peers.delete(origin.origin);
  };

  const openTo = (origin: URL, peer: Peer): ByteConnection => {
    const host = origin.hostname.replace(/^\[(.*)\]$/, "$1");
    const connection = new ByteConnection({ host, port: Number(origin.port || "80") });
    peer.open += 1;
    all.add(connection);
    connection.onceClosed(() => forget(origin, peer, connection));
    return connection;
  };

  return {
    async take(origin, signal) {
      for (;;) {
        signal?.throwIfAborted();
        if (isClosed) throw new NetworkError({ code: "closed", what: "the HTTP client" });
        const peer = peerAt(origin);
        const rested = newestOf(peer.idle);
        if (rested !== undefined) {
          peer.idle.delete(rested);
          rested.wake();
          if (rested.isOpen) return rested;
        } else if (peer.open < connectionsMax) return openTo(origin, peer);
        else await turn(peer, signal);
      }
    },
    give(origin, connection) {
      const peer = peerAt(origin);
      connection.rest();
      if (!connection.isOpen) return;
      peer.idle.add(connection);
      admit(peer);
      setTimeout(() => {
        if (peer.idle.delete(connection)) connection.destroy(new Error("it rested too long"));
      }, idleMs).unref();
    },
    [Symbol.dispose]() {
      isClosed = true;
      for (const connection of all) connection.destroy(new Error("the HTTP client is closed"));
      for (const { waiting } of peers.values()) for (const proceed of waiting) proceed();
    },
  };
}

/** The one used last: the others age, and are closed where they aren't needed. */
function newestOf(connections: ReadonlySet<ByteConnection>): ByteConnection | undefined {
  return [...connections].at(-1);
}

function admit({ waiting }: Peer): void {
  for (const proceed of waiting) {
    waiting.delete(proceed);
    proceed();
    return;
  }
}

async function turn({ waiting }: Peer, signal: AbortSignal | undefined): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  const proceed = () => resolve();
  waiting.add(proceed);
  signal?.addEventListener("abort", proceed, { once: true });
  try {
    await promise;
  } finally {
    waiting.delete(proceed);
    signal?.removeEventListener("abort", proceed);
  }
}
