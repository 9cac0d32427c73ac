import { setTimeout as wait } from "node:timers/promises";
import { carryPackets, type RelayWay } from "./carry-packets.ts";
import type { RelayEndpoint } from "./relay-endpoint.ts";

export type RelayerOptions = Readonly<{
  endpoints: readonly [RelayEndpoint, RelayEndpoint];
  /** Ends the loop; `runRelayer` resolves then. */
  signal: AbortSignal;
  /** Whether it is this relayer's turn at the destination's height; always, unless told. */
  isMyTurn?: (destination: Readonly<{ chainId: string; height: number }>) => boolean;
  /** Between two looks when there is nothing to do. Default 250 ms. */
  idleMs?: number;
  /** A client's header is renewed at this age even without packets. Default a day. */
  refreshSeconds?: number;
  /** What went wrong; the loop goes on after a pause that doubles from `idleMs` to 30 s. */
  onFailure?: (error: unknown, way: RelayWay) => void;
  onDelivered?: (count: number, way: RelayWay) => void;
}>;

const pauseMsMax = 30_000;

/** Relays both ways until the signal aborts. Anyone may run one, and any one alive is enough. */
export async function runRelayer(options: RelayerOptions): Promise<void> {
  const [a, b] = options.endpoints;
  await Promise.all([
    runWay({ source: a, destination: b }, options),
    runWay({ source: b, destination: a }, options),
  ]);
}

async function runWay(way: RelayWay, options: RelayerOptions): Promise<void> {
  const { signal, idleMs = 250 } = options;
  let pauseMs = idleMs;
  while (!signal.aborted) {
    try {
      const delivered = await carryOnTurn(way, options);
      if (delivered > 0) options.onDelivered?.(delivered, way);
      pauseMs = delivered > 0 ? 0 : idleMs;
    } catch (error) {
      if (signal.aborted) return;
      options.onFailure?.(error, way);
      pauseMs = Math.min(Math.max(pauseMs, idleMs, 1) * 2, pauseMsMax);
    }
    await pause(pauseMs, signal);
  }
}

async function carryOnTurn(
  way: RelayWay,
  { signal, isMyTurn, refreshSeconds = 86_400 }: RelayerOptions,
): Promise<number> {
  if (isMyTurn !== undefined) {
    const { chainId } = way.destination;
    const height = await way.destination.newestHeight(signal);
    if (!isMyTurn({ chainId, height })) return 0;
  }
  return await carryPackets(way, refreshSeconds, signal);
}

async function pause(ms: number, signal: AbortSignal): Promise<void> {
  try {
    await wait(ms, undefined, { signal });
  } catch (error) {
    if (!signal.aborted) throw error;
  }
}
