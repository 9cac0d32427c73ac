import { flushCompileCache } from "node:module";

/** A started service. `stopped` rejects with the bug that stopped it. */
export type Service = AsyncDisposable & Readonly<{ stopped?: Promise<void> }>;

/** What a service says to the process that forked it, once it can be used. */
export type ReadyMessage = Readonly<{ type: "ready" }>;

const stopMs = 8_000;
const repeatedMs = 1_000;

/** Runs a service until SIGINT or SIGTERM, then stops it cleanly, within 8 seconds; a second signal ends it at once. */
export async function serve(start: (signal: AbortSignal) => Promise<Service>): Promise<void> {
  const asked = new AbortController();
  onSignal(() => asked.abort());
  const service = await start(asked.signal);
  process.send?.({ type: "ready" } satisfies ReadyMessage);
  flushCompileCache();

  await Promise.race([aborted(asked.signal), service.stopped ?? never]);
  setTimeout(() => process.exit(0), stopMs).unref();
  await service[Symbol.asyncDispose]();
  process.exit(0);
}

const never = new Promise<never>(() => {});

/**
 * Calls back at the first SIGINT or SIGTERM; one that comes more than a second later ends the process. Sooner it is the same one
 * again: Ctrl-C reaches a whole group of processes, and a wrapper among them passes it on.
 */
export function onSignal(stop: () => void): void {
  let firstAt: number | undefined;
  for (const signal of ["SIGINT", "SIGTERM"] as const) {
    process.on(signal, () => {
      if (firstAt === undefined) {
        firstAt = performance.now();
        stop();
      } else if (performance.now() - firstAt > repeatedMs) process.exit(130);
    });
  }
}

/** Resolves when the signal aborts, and keeps the process alive until then. */
export function aborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const alive = setInterval(() => {}, 2 ** 30);
    const done = () => {
      clearInterval(alive);
      resolve();
    };
    if (signal.aborted) done();
    else signal.addEventListener("abort", done, { once: true });
  });
}
