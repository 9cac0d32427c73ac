import {
  decodeMessage,
  equalBytes,
  type LightClientHeader,
  type MsgUpdateClient,
  MsgUpdateClientSchema,
  typeUrlOf,
} from "@stos/codec";
import { type ClientState, decodeHeader, verifyHeader } from "@stos/light-client";
import { defineMessage } from "../module.ts";
import { transactionGas } from "../state/gas.ts";
import { verifying } from "./refusals.ts";
import type { Relay, RelayCapabilities } from "./relay.ts";
import { clientAt, requireClient, trust } from "./trusted-headers.ts";

type UpdateClient = Readonly<{ sender: string; header: LightClientHeader }>;

/**
 * MsgUpdateClient: trusts a newer header of the other chain, verified from any header that is still kept, so that two
 * relayers at once don't hinder each other. A header of a trusted height that verifies and differs freezes the client.
 */
export function updateClient<C extends RelayCapabilities>() {
  return defineMessage<C, UpdateClient>({
    type: typeUrlOf(MsgUpdateClientSchema),
    decode: (bytes) => parse(decodeMessage(MsgUpdateClientSchema, bytes)),
    signers: ({ sender }) => [sender],

    async execute({ relay }, { header }) {
      chargeVerification(relay, header);
      const client = requireClient(relay.state);
      const from = clientAt(relay.state, header.trustedHeight.revisionHeight);
      const next = verifying(() => verifyHeader({ trusted: from, header, now: relay.block.time }));

      if (next.height > client.height) await trust(relay.state, next);
      else if (contradicts(relay, next)) relay.state.client.set({ ...client, frozen: true });
      emitClient(relay);
    },
  });
}

function parse({ sender, header }: MsgUpdateClient): UpdateClient {
  return { sender, header: verifying(() => decodeHeader(header)) };
}

function contradicts({ state }: Relay, { height, headerHash }: ClientState): boolean {
  const known = state.trusted.get(height)?.headerHash;
  return known !== undefined && headerHash !== undefined && !equalBytes(known, headerHash);
}

/** Each vote may have to be verified once. */
export function chargeVerification({ gas }: Relay, { signedHeader }: LightClientHeader): void {
  const votes = signedHeader?.commit?.signatures.length ?? 0;
  gas.consume(transactionGas.ed25519 * BigInt(votes), "a header's votes");
}

export function emitClient({ state, emit }: Relay): void {
  const { chainId, height, frozen } = requireClient(state);
  emit({
    type: "relay_client",
    attributes: [
      { key: "chain_id", value: chainId },
      { key: "height", value: `${height}` },
      { key: "frozen", value: `${frozen}` },
    ],
  });
}
