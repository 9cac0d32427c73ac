import {
  createChainClient,
  createMetaNodeMessage,
  createResourceNodeMessage,
  depositMetaNodeMessage,
  depositResourceNodeMessage,
  removeMetaNodeMessage,
  removeResourceNodeMessage,
  type Wallet,
} from "@stos/client";
import { MsgUpdateMetaNodeSchema, MsgUpdateResourceNodeSchema, packMessage } from "@stos/codec";
import { Command } from "commander";
import { parseAmount } from "../amount.ts";
import { type Networks, requireEndpoints } from "../chain/network-options.ts";
import { addressOf, nodeAddressOf } from "../chain/signing-wallet.ts";
import { usageError } from "../cli-error.ts";
import { readNetworkKey } from "../keys/network-key-file.ts";
import type { Terminal } from "../terminal.ts";
import { describedAs } from "./description.ts";
import { registrationProof, statementDomain } from "./node-registration.ts";
import { transactionCommand } from "./send-transaction.ts";
import { voteCommands } from "./vote-commands.ts";

type Kind = "resource" | "meta";

type DescriptionFlags = Readonly<{ moniker?: string; website?: string; details?: string }>;
type CreateFlags = DescriptionFlags &
  Readonly<{ networkKey?: string; deposit?: string; beneficiary?: string; genesis?: string }>;
type UpdateFlags = DescriptionFlags & Readonly<{ beneficiary?: string }>;

/** Bits: 4 storage, the service there is. */
const storageService = 4;

const descriptionOptions = [
  ["--moniker <name>", "its name"],
  ["--website <url>", "its website"],
  ["--details <text>", "more about it"],
] as const;

/** What owners, meta nodes and the Foundation do in the register of nodes. */
export function registerCommand(terminal: Terminal): Command {
  const command = new Command("register").description("nodes: deposits, life cycles, votes");
  for (const kind of ["resource", "meta"] as const) {
    command.addCommand(createCommand(terminal, kind));
    command.addCommand(updateCommand(terminal, kind));
    command.addCommand(depositCommand(terminal, kind));
    command.addCommand(removeCommand(terminal, kind));
  }
  for (const vote of voteCommands(terminal)) command.addCommand(vote);
  return command;
}

function createCommand(terminal: Terminal, kind: Kind): Command {
  return transactionCommand<CreateFlags>(terminal, {
    name: `create-${kind}-node`,
    description:
      kind === "resource"
        ? "activate a resource node by its deposit"
        : "apply as a meta node; the Foundation and the meta nodes vote on it",
    arguments: [],
    options: [
      ["--network-key <file>", "the node's key, such as resource-node/keys/network.json"],
      ["--deposit <amount>", "such as 1000stos"],
      ["--beneficiary <wallet>", "who gets its rewards (default: who signs)"],
      ["--genesis <file>", "the value network's genesis file (default: what its RPC answers)"],
      ...descriptionOptions,
    ],
    examples: [
      `register create-${kind}-node --network-key ./keys/network.json --deposit 1000stos --moniker mine --from alice`,
    ],
    messages: async (wallet, _, { flags, networks }) => {
      const order = {
        ...(await proofOf(wallet, networks, flags)),
        deposit: parseAmount(flags.deposit ?? ""),
        beneficiaryAddress: await beneficiaryOf(flags, wallet, networks),
        description: describedAs(flags.moniker ?? "", flags),
      };
      return kind === "resource"
        ? [createResourceNodeMessage({ ...order, nodeType: storageService })]
        : [createMetaNodeMessage(order)];
    },
  });
}

async function proofOf(wallet: Wallet, networks: Networks, flags: CreateFlags) {
  if (flags.networkKey === undefined)
    throw usageError(
      "--network-key FILE is missing: the node's key signs that this owner may register it",
    );
  const key = await readNetworkKey(flags.networkKey);
  await using chain = createChainClient(requireEndpoints(networks, "value"));
  return registrationProof(key, wallet.address, await statementDomain(chain, flags.genesis));
}

function updateCommand(terminal: Terminal, kind: Kind): Command {
  return transactionCommand<UpdateFlags>(terminal, {
    name: `update-${kind}-node`,
    description: "change a node's description and beneficiary",
    arguments: [["<node>", "its address"]],
    options: [
      ["--beneficiary <wallet>", "who gets its rewards (default: who signs)"],
      ...descriptionOptions,
    ],
    examples: [`register update-${kind}-node stsds1… --moniker renamed --from alice`],
    messages: async (wallet, [node = ""], { flags, networks }) => {
      const order = {
        networkAddress: nodeAddressOf(node, networks),
        ownerAddress: wallet.address,
        beneficiaryAddress: await beneficiaryOf(flags, wallet, networks),
        description: describedAs(flags.moniker ?? "", flags),
      };
      return kind === "resource"
        ? [packMessage(MsgUpdateResourceNodeSchema, { ...order, nodeType: storageService })]
        : [packMessage(MsgUpdateMetaNodeSchema, order)];
    },
  });
}

function depositCommand(terminal: Terminal, kind: Kind): Command {
  const message = kind === "resource" ? depositResourceNodeMessage : depositMetaNodeMessage;
  return transactionCommand(terminal, {
    name: `deposit-${kind}-node`,
    description: "add to a node's deposit",
    arguments: [
      ["<node>", "its address"],
      ["<amount>", "such as 100stos"],
    ],
    examples: [`register deposit-${kind}-node stsds1… 100stos --from alice`],
    messages: ({ address: owner }, [node = "", amount = ""], { networks }) => [
      message({ node: nodeAddressOf(node, networks), owner, amount: parseAmount(amount) }),
    ],
  });
}

function removeCommand(terminal: Terminal, kind: Kind): Command {
  const message = kind === "resource" ? removeResourceNodeMessage : removeMetaNodeMessage;
  return transactionCommand(terminal, {
    name: `remove-${kind}-node`,
    description: "unregister a node; it must go on serving until its shutdown 14 days later",
    arguments: [["<node>", "its address"]],
    examples: [`register remove-${kind}-node stsds1… --from alice`],
    messages: ({ address: owner }, [node = ""], { networks }) => [
      message({ node: nodeAddressOf(node, networks), owner }),
    ],
  });
}

async function beneficiaryOf(
  { beneficiary }: Readonly<{ beneficiary?: string }>,
  wallet: Wallet,
  networks: Networks,
): Promise<string> {
  return beneficiary === undefined ? wallet.address : await addressOf(beneficiary, networks);
}
