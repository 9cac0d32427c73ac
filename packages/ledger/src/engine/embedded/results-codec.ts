import { type Event, ResponseFinalizeBlock } from "cosmjs-types/tendermint/abci/types";
import type { BlockResult } from "../../application.ts";
import type { ChainEvent } from "../../context.ts";

/** As CometBFT stores it: an encoded `tendermint.abci.ResponseFinalizeBlock`. */
export function encodeBlockResult(result: BlockResult): Uint8Array {
  const message = ResponseFinalizeBlock.fromPartial({
    events: result.events.map(eventMessage),
    txResults: result.txResults.map(({ events, ...rest }) => ({
      ...rest,
      info: "",
      events: events.map(eventMessage),
    })),
    appHash: result.appHash,
  });
  return ResponseFinalizeBlock.encode(message).finish();
}

export function decodeBlockResult(bytes: Uint8Array): BlockResult {
  const { events, txResults, appHash } = ResponseFinalizeBlock.decode(bytes);
  return {
    events: events.map(chainEvent),
    txResults: txResults.map(({ info: _, events: own, ...rest }) => ({
      ...rest,
      events: own.map(chainEvent),
    })),
    appHash,
  };
}

function eventMessage({ type, attributes }: ChainEvent): Event {
  return { type, attributes: attributes.map(({ key, value }) => ({ key, value, index: true })) };
}

function chainEvent({ type, attributes }: Event): ChainEvent {
  return { type, attributes: attributes.map(({ key, value }) => ({ key, value })) };
}
