import { encodeMessage, PacketSchema, toBase64, toHex } from "@stos/codec";
import { expiryOf } from "@stos/light-client";
import { sdkError } from "../chain-error.ts";
import type { Route } from "../module.ts";
import type { Relay, RelayCapabilities } from "./relay.ts";
import type { SentPacket } from "./state.ts";
import { requireClient } from "./trusted-headers.ts";

/** Packets of one listing at most. */
const listedMax = 100;

/** What the relay says of itself over REST. */
export function relayRoutes<C extends RelayCapabilities>(): readonly Route<C>[] {
  const path = "/stratos/relay/v1";
  return [
    { method: "GET", path: `${path}/client`, handle: ({ relay }) => clientJson(relay) },
    {
      method: "GET",
      path: `${path}/outbox`,
      handle: ({ relay }, { query }) =>
        outboxJson(relay, {
          from: wholeNumber(query["from"] ?? "1"),
          limit: Math.min(wholeNumber(query["limit"] ?? `${listedMax}`), listedMax),
        }),
    },
    {
      method: "GET",
      path: `${path}/outbox/:number`,
      handle: ({ relay: { state } }, { params }) => {
        const number = wholeNumber(params["number"] ?? "");
        const packet = state.outbox.get(number);
        if (packet === undefined) throw sdkError("not-found", `packet ${number} not found`);
        return packetJson(packet, state.awaiting.has(number));
      },
    },
    {
      method: "GET",
      path: `${path}/inbox`,
      handle: ({ relay: { inbox } }) => ({
        newest: `${inbox.number()}`,
        next: `${inbox.number() + 1}`,
      }),
    },
  ];
}

async function clientJson({ state, block }: Relay) {
  const client = requireClient(state);
  const trusted: unknown[] = [];
  for await (const [height, header] of state.trusted.entries({ reverse: true })) {
    const { seconds } = header.time;
    trusted.push({ height: `${height}`, time: `${seconds}`, app_hash: toHex(header.appHash) });
  }

  return {
    chain_id: client.chainId,
    revision: `${client.revision}`,
    height: `${client.height}`,
    time: `${client.time.seconds}`,
    next_validators_hash: toHex(client.nextValidatorsHash),
    trusting_period_seconds: `${client.trustingPeriodSeconds}`,
    expires_at: `${expiryOf(client)}`,
    frozen: client.frozen,
    is_expired: block.time >= expiryOf(client),
    trusted,
  };
}

async function outboxJson(
  { state }: Relay,
  { from, limit }: Readonly<{ from: number; limit: number }>,
) {
  const packets: unknown[] = [];
  if (limit > 0) {
    for await (const [number, packet] of state.outbox.entries({ gte: from, limit })) {
      packets.push(packetJson(packet, state.awaiting.has(number)));
    }
  }
  return { newest: `${state.sent.get() ?? 0}`, packets };
}

function packetJson(packet: SentPacket, isAwaiting: boolean) {
  const { number, kind, body } = packet;
  const encoded = encodeMessage(PacketSchema, { number: BigInt(number), kind, body });
  return {
    number: `${number}`,
    kind,
    body: toBase64(body),
    packet: toBase64(encoded),
    awaits_result: isAwaiting,
  };
}

function wholeNumber(text: string): number {
  const value = Number(text);
  if (/^\d{1,16}$/.test(text) && Number.isSafeInteger(value)) return value;
  throw sdkError("invalid-request", `"${text.slice(0, 40)}" is no whole number`);
}
