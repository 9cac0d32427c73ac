import { flushCompileCache } from "node:module";

/** A started service. `stopped` rejects with the bug that stopped it. */
export type Service = AsyncDisposable & Readonly<{ stopped?: Promise<void> }>;

/** What a service says to the process that forked it, once it can be used. */
export type ReadyMessage = Readonly<{ type: "ready" }>;

const stopMs = 8_000;

/** Runs a service until SIGINT or SIGTERM, then stops it cleanly, within 8 seconds. */
export async function serve(start: () => Promise<Service>): Promise<void> {
  const asked = signalled();
  const service = await start();
  process.send?.({ type: "ready" } satisfies ReadyMessage);
  flushCompileCache();

  await Promise.race([asked, service.stopped ?? new Promise<never>(() => {})]);
  const deadline = setTimeout(() => process.exit(0), stopMs);
  await service[Symbol.asyncDispose]();
  clearTimeout(deadline);
  process.exit(0);
}

/** Keeps the process alive until the first signal; a second one ends it at once. */
function signalled(): Promise<void> {
  return new Promise((resolve) => {
    const alive = setInterval(() => {}, 2 ** 30);
    let isStopping = false;
    for (const signal of ["SIGINT", "SIGTERM"] as const) {
      process.on(signal, () => {
        if (isStopping) process.exit(130);
        isStopping = true;
        clearInterval(alive);
        resolve();
      });
    }
  });
}
