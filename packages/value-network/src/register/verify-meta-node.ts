import { decodeMessage, MsgVerifyMetaNodeSchema } from "@stos/codec";
import { defineMessage, sdkError } from "@stos/ledger";
import { requireAccountAddress, requireNetworkAddress } from "../addresses.ts";
import type { ValueCapabilities } from "../capabilities.ts";
import { typedEvent } from "../events.ts";
import { refuse } from "../failure.ts";
import { atEdge } from "../wire.ts";
import { admitIfApproved, deadlineKind, failCandidate, requireCandidacy } from "./candidacy.ts";

type Needs = Pick<ValueCapabilities, "bank" | "block" | "emit" | "outbox" | "pot" | "register">;
type VerifyMetaNode = Readonly<{
  foundation: string;
  candidate: string;
  isApproved: boolean;
  reportHash: Uint8Array;
  specs: string;
  location: string;
}>;

const textBytesMax = 3_000;

/** The Foundation's verdict: voting opens, with the electorate of this moment; where no meta node exists it decides alone (reading 20). */
export const verifyMetaNode = defineMessage<Needs, VerifyMetaNode>({
  type: "/stratos.register.v1.MsgVerifyMetaNode",
  decode(bytes) {
    const message = atEdge(() => decodeMessage(MsgVerifyMetaNodeSchema, bytes));
    return {
      foundation: requireAccountAddress(message.foundation, "foundation"),
      candidate: requireNetworkAddress(message.candidate, "candidate"),
      isApproved: message.opinion,
      reportHash: message.reportHash,
      specs: message.specs,
      location: message.location,
    };
  },
  signers: ({ foundation }) => [foundation],
  check({ reportHash, specs, location }) {
    if (reportHash.length > 64 || Buffer.byteLength(specs + location) > textBytesMax)
      throw sdkError(
        "invalid-request",
        `report_hash has at most 64 bytes, specs and location at most ${textBytesMax}`,
      );
  },
  async execute(capabilities, { foundation, candidate, isApproved, reportHash, specs, location }) {
    const { block, emit, register } = capabilities;
    if (foundation !== register.parameters().foundation)
      throw refuse(
        "register",
        "not-the-foundation",
        `${foundation} is not the Foundation's account`,
      );
    const candidacy = requireCandidacy(capabilities, candidate);
    if (candidacy.isVerified)
      throw refuse("register", "already-voted", `${candidate} is verified already`);

    const attributes = { sender: foundation, candidate, approved: `${isApproved}` };
    emit(typedEvent("stratos.register.v1.EventVerifyMetaNode", attributes));
    if (!isApproved) return failCandidate(capabilities, candidate);

    register.state.deadlines.delete([candidacy.expiresAt, deadlineKind.candidacy, candidate]);
    const expiresAt = block.time + register.parameters().votingSeconds;
    const opened = {
      ...candidacy,
      expiresAt,
      isVerified: true,
      reportHash,
      specs,
      location,
      electorate: await register.metaNodes(),
    };
    register.state.candidacies.set(candidate, opened);
    register.state.deadlines.set([expiresAt, deadlineKind.candidacy, candidate], true);
    if (opened.electorate.length === 0) admitIfApproved(capabilities, candidate, opened);
  },
});
