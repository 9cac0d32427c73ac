import {
  fromHex,
  MsgKickMetaNodeVoteSchema,
  MsgMetaNodeRegistrationVoteSchema,
  MsgVerifyMetaNodeSchema,
  packMessage,
} from "@stos/codec";
import type { Command } from "commander";
import { addressOf, nodeAddressOf } from "../chain/signing-wallet.ts";
import { usageError } from "../cli-error.ts";
import type { Terminal } from "../terminal.ts";
import { transactionCommand } from "./send-transaction.ts";

type VerifyFlags = Readonly<{ reportHash?: string; specs?: string; location?: string }>;
type VoteFlags = Readonly<{ voter?: string; candidateOwner?: string }>;

const opinionArgument = ["<opinion>", "yes or no"] as const;
const voterOption = ["--voter <node>", "the address of the meta node that votes"] as const;

/** The Foundation's approval of a candidate, and the meta nodes' votes. */
export function voteCommands(terminal: Terminal): readonly Command[] {
  return [
    transactionCommand<VerifyFlags>(terminal, {
      name: "verify-meta-node",
      description: "the Foundation approves a candidate, or doesn't",
      arguments: [["<candidate>", "its node address"], opinionArgument],
      options: [
        ["--report-hash <hex>", "sha256 of the Foundation's report"],
        ["--specs <text>", "the machine"],
        ["--location <text>", "where it stands"],
      ],
      examples: ["register verify-meta-node stsds1… yes --from foundation"],
      messages: ({ address: foundation }, [candidate = "", opinion = ""], { flags, networks }) => [
        packMessage(MsgVerifyMetaNodeSchema, {
          foundation,
          candidate: nodeAddressOf(candidate, networks),
          opinion: opinionOf(opinion),
          reportHash: fromHex(flags.reportHash ?? ""),
          specs: flags.specs ?? "",
          location: flags.location ?? "",
        }),
      ],
    }),
    transactionCommand<VoteFlags>(terminal, {
      name: "vote-meta-node",
      description: "a meta node votes on a candidate",
      arguments: [["<candidate>", "its node address"], opinionArgument],
      options: [voterOption, ["--candidate-owner <wallet>", "the candidate's owner"]],
      examples: [
        "register vote-meta-node stsds1… yes --voter stsds1… --candidate-owner st1… --from meta-1-owner",
      ],
      messages: async ({ address }, [candidate = "", opinion = ""], { flags, networks }) => [
        packMessage(MsgMetaNodeRegistrationVoteSchema, {
          candidateNetworkAddress: nodeAddressOf(candidate, networks),
          candidateOwnerAddress: await addressOf(flags.candidateOwner ?? "", networks),
          opinion: opinionOf(opinion),
          voterNetworkAddress: nodeAddressOf(flags.voter ?? "", networks),
          voterOwnerAddress: address,
        }),
      ],
    }),
    transactionCommand<VoteFlags>(terminal, {
      name: "vote-kick",
      description: "a meta node votes to remove another",
      arguments: [["<target>", "its node address"], opinionArgument],
      options: [voterOption],
      examples: ["register vote-kick stsds1… yes --voter stsds1… --from meta-1-owner"],
      messages: ({ address }, [target = "", opinion = ""], { flags, networks }) => [
        packMessage(MsgKickMetaNodeVoteSchema, {
          targetNetworkAddress: nodeAddressOf(target, networks),
          opinion: opinionOf(opinion),
          voterNetworkAddress: nodeAddressOf(flags.voter ?? "", networks),
          voterOwnerAddress: address,
        }),
      ],
    }),
  ];
}

function opinionOf(text: string): boolean {
  if (text === "yes") return true;
  if (text === "no") return false;
  throw usageError(`"${text}" is no opinion; write yes or no`);
}
