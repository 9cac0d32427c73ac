import {
  encodePublicKey,
  MsgCreateMetaNodeSchema,
  MsgCreateResourceNodeSchema,
  MsgFoundationDepositSchema,
  MsgKickMetaNodeVoteSchema,
  MsgMetaNodeRegistrationVoteSchema,
  MsgPrepaySchema,
  MsgRemoveMetaNodeSchema,
  MsgRemoveResourceNodeSchema,
  MsgUpdateResourceNodeDepositSchema,
  MsgVerifyMetaNodeSchema,
  MsgWithdrawSchema,
  packMessage,
  publicKey,
  signNodeOwner,
} from "@stos/codec";
import { MsgSend } from "cosmjs-types/cosmos/bank/v1beta1/tx";
import { addressOf, chainId, genesisHash, nodeKey, ownerOf } from "./genesis.ts";
import type { TestMessage } from "./test-chain.ts";

/** Messages as the wallets of a test send them; `name` is a node's, whose owner is the wallet `NAME owner`. */
export function sendMessage(from: string, to: string, amount: bigint): TestMessage {
  const coins = [{ denom: "wei", amount: `${amount}` }];
  const value = MsgSend.fromPartial({
    fromAddress: addressOf(from),
    toAddress: to,
    amount: coins,
  });
  return { typeUrl: "/cosmos.bank.v1beta1.MsgSend", value: MsgSend.encode(value).finish() };
}

export function prepayMessage(
  by: string,
  payment: bigint,
  guards: Readonly<{ minNoz?: string; deadline?: bigint; beneficiary?: string }> = {},
): TestMessage {
  return packMessage(MsgPrepaySchema, {
    sender: addressOf(by),
    beneficiary: guards.beneficiary ?? "",
    amount: [{ denom: "wei", amount: `${payment}` }],
    minNoz: guards.minNoz ?? "",
    deadline: guards.deadline ?? 0n,
  });
}

/** What a test may get wrong on purpose. */
type Flaws = Readonly<{
  owner?: string;
  /** Whose key stands in the message. */
  key?: string;
  /** Whose key signs for the owner. */
  signedBy?: string;
  address?: string;
  nodeType?: number;
}>;

export function createResourceNodeMessage(
  name: string,
  deposit: bigint,
  flaws: Flaws = {},
): TestMessage {
  return packMessage(MsgCreateResourceNodeSchema, {
    ...registration(name, deposit, flaws),
    nodeType: flaws.nodeType ?? 4,
  });
}

export function createMetaNodeMessage(name: string, deposit: bigint): TestMessage {
  return packMessage(MsgCreateMetaNodeSchema, registration(name, deposit, {}));
}

function registration(name: string, deposit: bigint, flaws: Flaws) {
  const owner = addressOf(flaws.owner ?? ownerOf(name));
  const { publicKey: bytes } = nodeKey(flaws.key ?? name);
  const domain = { chainId, genesisHash };
  return {
    networkAddress: flaws.address ?? nodeKey(name).networkAddress,
    pubkey: encodePublicKey(publicKey("ed25519", bytes)),
    value: { denom: "wei", amount: `${deposit}` },
    ownerAddress: owner,
    beneficiaryAddress: "",
    description: { moniker: name },
    networkSignature: signNodeOwner(domain, owner, nodeKey(flaws.signedBy ?? name)),
  };
}

export function topUpMessage(name: string, amount: bigint): TestMessage {
  return packMessage(MsgUpdateResourceNodeDepositSchema, {
    networkAddress: nodeKey(name).networkAddress,
    ownerAddress: addressOf(ownerOf(name)),
    depositDelta: { denom: "wei", amount: `${amount}` },
  });
}

export function removeResourceNodeMessage(name: string, owner = ownerOf(name)): TestMessage {
  return packMessage(MsgRemoveResourceNodeSchema, {
    resourceNodeAddress: nodeKey(name).networkAddress,
    ownerAddress: addressOf(owner),
  });
}

export function removeMetaNodeMessage(name: string): TestMessage {
  return packMessage(MsgRemoveMetaNodeSchema, {
    metaNodeAddress: nodeKey(name).networkAddress,
    ownerAddress: addressOf(ownerOf(name)),
  });
}

export function verifyMessage(
  candidate: string,
  { by = "foundation", opinion = true }: Readonly<{ by?: string; opinion?: boolean }> = {},
): TestMessage {
  return packMessage(MsgVerifyMetaNodeSchema, {
    foundation: addressOf(by),
    candidate: nodeKey(candidate).networkAddress,
    opinion,
    reportHash: new Uint8Array(32),
    specs: "8 cores",
    location: "Berlin",
  });
}

export function voteMessage(
  candidate: string,
  voter: string,
  { opinion = true, owner = ownerOf(voter) }: Readonly<{ opinion?: boolean; owner?: string }> = {},
): TestMessage {
  return packMessage(MsgMetaNodeRegistrationVoteSchema, {
    candidateNetworkAddress: nodeKey(candidate).networkAddress,
    candidateOwnerAddress: addressOf(ownerOf(candidate)),
    opinion,
    voterNetworkAddress: nodeKey(voter).networkAddress,
    voterOwnerAddress: addressOf(owner),
  });
}

export function kickMessage(target: string, voter: string, opinion = true): TestMessage {
  return packMessage(MsgKickMetaNodeVoteSchema, {
    targetNetworkAddress: nodeKey(target).networkAddress,
    opinion,
    voterNetworkAddress: nodeKey(voter).networkAddress,
    voterOwnerAddress: addressOf(ownerOf(voter)),
  });
}

export function withdrawMessage(by: string, amount: bigint, target = ""): TestMessage {
  return packMessage(MsgWithdrawSchema, {
    amount: [{ denom: "wei", amount: `${amount}` }],
    walletAddress: addressOf(by),
    targetAddress: target,
  });
}

export function foundationDepositMessage(by: string, amount: bigint): TestMessage {
  return packMessage(MsgFoundationDepositSchema, {
    amount: [{ denom: "wei", amount: `${amount}` }],
    from: addressOf(by),
  });
}
