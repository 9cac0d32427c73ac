import {
  decodeMessage,
  type MsgReceivePackets,
  MsgReceivePacketsSchema,
  ProofSchema,
  typeUrlOf,
  verifyMembership,
} from "@stos/codec";
import { expiryOf } from "@stos/light-client";
import { sdkError } from "../chain-error.ts";
import { defineMessage } from "../module.ts";
import { handlePacket, type RelayHandlers } from "./handle-packet.ts";
import { verifying } from "./refusals.ts";
import { outboxKey, type Relay, type RelayCapabilities } from "./relay.ts";
import { relayStore } from "./state.ts";
import { clientAt, requireClient } from "./trusted-headers.ts";

/** Packets of one message at most. */
export const packetsMax = 32;

/** What a packet costs its carrier, in gas, beside its proof's and its writes' ordinary cost. */
const packetGas = { flat: 50_000n, byte: 10n } as const;

/**
 * MsgReceivePackets: the next packets of the other network's outbox, each proved to stand under its number in the state
 * whose app hash the header of `height` carries, that is the state after block `height` − 1.
 */
export function receivePackets<C extends RelayCapabilities>(handlers: RelayHandlers<C>) {
  return defineMessage<C, MsgReceivePackets>({
    type: typeUrlOf(MsgReceivePacketsSchema),
    decode: (bytes) => decodeMessage(MsgReceivePacketsSchema, bytes),
    signers: ({ sender }) => [sender],

    check({ packets, proofs }) {
      if (packets.length === 0 || packets.length > packetsMax) {
        throw sdkError(
          "invalid-request",
          `${packets.length} packets, from 1 to ${packetsMax} go in a message`,
        );
      }
      if (packets.length !== proofs.length) {
        throw sdkError("invalid-request", `${packets.length} packets with ${proofs.length} proofs`);
      }
    },

    async execute({ relay }, { height, packets, proofs }) {
      const appHash = trustedAppHash(relay, height);
      for (const [index, packet] of packets.entries()) {
        const number = relay.inbox.number() + 1;
        relay.gas.consume(packetGas.flat + packetGas.byte * BigInt(packet.length), "a packet");
        requireProved({ appHash, number, packet, proof: proofs[index] ?? new Uint8Array() });

        await handlePacket(relay, handlers, number, packet);
        relay.state.received.set(number);
      }
    },
  });
}

function trustedAppHash({ state, block }: Relay, height: bigint): Uint8Array {
  const client = requireClient(state);
  if (client.frozen) throw sdkError("invalid-request", "the client of the other chain is frozen");
  if (block.time >= expiryOf(client)) {
    throw sdkError("invalid-request", "the client of the other chain has expired");
  }
  return clientAt(state, height).appHash;
}

function requireProved({
  appHash,
  number,
  packet,
  proof: encoded,
}: Readonly<{ appHash: Uint8Array; number: number; packet: Uint8Array; proof: Uint8Array }>): void {
  const isProved = verifying(() => {
    const { storeProof, rootProof } = decodeMessage(ProofSchema, encoded);
    const key = outboxKey(number);
    const proof = { storeProof, rootProof };
    return verifyMembership({ appHash, module: relayStore, key, value: packet, proof });
  });
  if (isProved) return;
  throw sdkError(
    "invalid-request",
    `the packet isn't proved to be number ${number} of the other chain's outbox, which is the next`,
  );
}
