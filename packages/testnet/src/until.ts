import { setTimeout as wait } from "node:timers/promises";

/** How long something may take, and its name in the failure. */
export type Patience = Readonly<{ what: string; withinMs: number }>;

const pauseMs = 100;

/**
 * Asks again until there is an answer. Throws where `withinMs` pass first, with what the last question threw as the cause: a network
 * that is still starting refuses connections.
 */
export async function until<T>(
  { what, withinMs }: Patience,
  ask: () => Promise<T | undefined> | T | undefined,
): Promise<T> {
  const deadline = Date.now() + withinMs;
  for (;;) {
    let cause: unknown;
    try {
      const answer = await ask();
      if (answer !== undefined) return answer;
    } catch (error) {
      cause = error;
    }
    if (Date.now() > deadline) throw new Error(`${what}: not within ${withinMs} ms`, { cause });
    await wait(pauseMs);
  }
}
