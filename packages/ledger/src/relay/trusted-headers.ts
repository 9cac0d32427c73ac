import type { ClientState } from "@stos/light-client";
import { sdkError } from "../chain-error.ts";
import type { RelayState } from "./state.ts";

/** How many verified headers are kept for proofs. */
export const trustedHeadersMax = 100;

/** Makes the client trust `next`, and forgets the oldest header above the bound. */
export async function trust(state: RelayState, next: ClientState): Promise<void> {
  const { height, time, appHash, nextValidatorsHash, headerHash } = next;
  state.client.set(next);
  state.trusted.set(height, { time, appHash, nextValidatorsHash, headerHash });

  const newestFirst = state.trusted.entries({ reverse: true });
  let kept = 0;
  for await (const [old] of newestFirst) {
    kept += 1;
    if (kept > trustedHeadersMax) state.trusted.delete(old);
  }
}

export function requireClient(state: RelayState): ClientState {
  const client = state.client.get();
  if (client === undefined) throw new RangeError("the relay's genesis names no other chain");
  return client;
}

/** The client as it was when it trusted the header of `height`. Throws `ChainError` where that isn't kept. */
export function clientAt(state: RelayState, height: bigint): ClientState {
  const client = requireClient(state);
  const header = height <= BigInt(client.height) ? state.trusted.get(Number(height)) : undefined;
  if (header === undefined) {
    throw sdkError(
      "invalid-request",
      `height ${height} is not trusted; newest is ${client.height}`,
    );
  }
  return { ...client, ...header, height: Number(height) };
}
