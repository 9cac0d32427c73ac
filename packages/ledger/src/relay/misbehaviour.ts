import type { LightClientHeader } from "@stos/codec";
import { decodeHeader, encodeHeader, verifyMisbehaviour } from "@stos/light-client";
import { Misbehaviour } from "cosmjs-types/ibc/lightclients/tendermint/v1/tendermint";
import { sdkError } from "../chain-error.ts";
import { defineMessage } from "../module.ts";
import { verifying } from "./refusals.ts";
import type { RelayCapabilities } from "./relay.ts";
import { clientAt, requireClient } from "./trusted-headers.ts";
import { chargeVerification, emitClient } from "./update-client.ts";

/** {1 sender, 2 first header, 3 second header}: both build on one trusted height below their own. */
export type MsgMisbehaviour = Readonly<{
  sender: string;
  first: LightClientHeader;
  second: LightClientHeader;
}>;

export const misbehaviourType = "/stratos.relay.v1.MsgMisbehaviour";

/** MsgMisbehaviour: two verified headers of one height freeze the client. */
export function misbehaviour<C extends RelayCapabilities>() {
  return defineMessage<C, MsgMisbehaviour>({
    type: misbehaviourType,
    decode: decodeMisbehaviour,
    signers: ({ sender }) => [sender],

    execute({ relay }, { first, second }) {
      chargeVerification(relay, first);
      chargeVerification(relay, second);
      const { state, block } = relay;
      const trusted = clientAt(state, first.trustedHeight.revisionHeight);
      const { frozen } = verifying(() =>
        verifyMisbehaviour({ trusted, first, second, now: block.time }),
      );

      state.client.set({ ...requireClient(state), frozen });
      emitClient(relay);
    },
  });
}

/** The layout is that of ibc-go's Misbehaviour, whose first field names the client. */
export function encodeMisbehaviour({ sender, first, second }: MsgMisbehaviour): Uint8Array {
  return Misbehaviour.encode({ clientId: sender, header1: first, header2: second }).finish();
}

function decodeMisbehaviour(bytes: Uint8Array): MsgMisbehaviour {
  const { clientId: sender, header1, header2 } = decodedEvidence(bytes);
  if (header1 === undefined || header2 === undefined) {
    throw sdkError("tx-decode", "a misbehaviour holds two headers");
  }
  // Through `decodeHeader`, so that its limits hold here, too.
  const [first, second] = [header1, header2].map((header) =>
    verifying(() => decodeHeader(encodeHeader(header))),
  );
  if (first === undefined || second === undefined) throw new RangeError("two headers were given");
  return { sender, first, second };
}

function decodedEvidence(bytes: Uint8Array): Misbehaviour {
  try {
    return Misbehaviour.decode(bytes);
  } catch {
    throw sdkError("tx-decode", "the misbehaviour is malformed");
  }
}
