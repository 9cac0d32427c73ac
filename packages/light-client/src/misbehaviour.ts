import { equalBytes, type LightClientHeader } from "@stos/codec/pure";
import type { ClientState } from "./client-state.ts";
import { LightClientError } from "./light-client-error.ts";
import { verifyHeader } from "./verify-header.ts";

/**
 * Two different headers of one height that both verify from `trusted`, a state below that height: the chain has
 * forked. Answers the state frozen; throws `LightClientError` where it is no such pair.
 */
export function verifyMisbehaviour(
  evidence: Readonly<{
    trusted: ClientState;
    first: LightClientHeader;
    second: LightClientHeader;
    now: number;
  }>,
): ClientState {
  const { trusted, now } = evidence;
  const first = verifyHeader({ trusted, header: evidence.first, now });
  const second = verifyHeader({ trusted, header: evidence.second, now });
  if (first.height !== second.height) throw none("the headers are of different heights");
  if (first.headerHash === undefined || second.headerHash === undefined)
    throw new Error("a verified header has a hash");
  if (equalBytes(first.headerHash, second.headerHash)) throw none("the headers are the same");
  return { ...trusted, frozen: true };
}

function none(reason: string): LightClientError {
  return new LightClientError({ code: "no-misbehaviour", reason });
}
