import { setTimeout as sleep } from "node:timers/promises";
import { NetworkError } from "../network-error.ts";

/** Until when to wait for something, and who may end it earlier. */
export type Patience = Readonly<{
  /** Milliseconds. */
  timeoutMs?: number | undefined;
  signal?: AbortSignal | undefined;
}>;

/**
 * Asks again and again until `ask` answers something, first soon, then in growing pauses up to `pauseMaxMs`. Throws
 * `NetworkError` timed-out, the signal's reason, and whatever `ask` throws.
 */
export async function poll<T>(
  waitedFor: string,
  ask: () => Promise<T | undefined>,
  {
    timeoutMs = 30_000,
    signal,
    pauseMaxMs = 200,
  }: Patience & Readonly<{ pauseMaxMs?: number }> = {},
): Promise<T> {
  const deadline = performance.now() + timeoutMs;
  for (let pauseMs = 4; ; pauseMs = Math.min(pauseMs * 1.5, pauseMaxMs)) {
    signal?.throwIfAborted();
    const answer = await ask();
    if (answer !== undefined) return answer;
    if (performance.now() + pauseMs > deadline)
      throw new NetworkError({ code: "timed-out", waitedFor });
    await pause(pauseMs, signal);
  }
}

/** Throws the signal's reason where it aborts. */
export async function pause(ms: number, signal: AbortSignal | undefined): Promise<void> {
  try {
    await sleep(ms, undefined, signal === undefined ? {} : { signal });
  } catch (error) {
    signal?.throwIfAborted();
    throw error;
  }
}

/** What `promise` answers, or the signal's reason where it aborts before; the promise itself goes on. */
export async function abortable<T>(
  promise: Promise<T>,
  signal: AbortSignal | undefined,
): Promise<T> {
  if (signal === undefined) return promise;
  signal.throwIfAborted();
  const { promise: aborted, reject } = Promise.withResolvers<never>();
  const onAbort = () => reject(signal.reason);
  signal.addEventListener("abort", onAbort, { once: true });
  try {
    return await Promise.race([promise, aborted]);
  } finally {
    signal.removeEventListener("abort", onAbort);
  }
}
