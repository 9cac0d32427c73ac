import { setTimeout as delay } from "node:timers/promises";

/** Runs a task again and again until the signal; answers when the last run has ended. `task` handles its own failures. */
export async function repeat(
  task: () => Promise<void>,
  pauseMs: () => number,
  signal: AbortSignal,
): Promise<void> {
  while (!signal.aborted) {
    await task();
    await delay(pauseMs(), undefined, { signal, ref: false }).catch(() => undefined);
  }
}
