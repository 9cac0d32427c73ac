import {
  type EncodedAny,
  type MsgCreateMetaNode,
  MsgCreateMetaNodeSchema,
  type MsgCreateResourceNode,
  MsgCreateResourceNodeSchema,
  MsgPrepaySchema,
  MsgRemoveMetaNodeSchema,
  MsgRemoveResourceNodeSchema,
  MsgUpdateMetaNodeDepositSchema,
  MsgUpdateResourceNodeDepositSchema,
  MsgWithdrawSchema,
  packMessage,
} from "@stos/codec";
import type { Noz, Wei } from "@stos/units";
import { MsgSend } from "cosmjs-types/cosmos/bank/v1beta1/tx";

/** Wei moves from one account to another. */
export function sendMessage(
  order: Readonly<{ from: string; to: string; amount: Wei }>,
): EncodedAny {
  const { from, to, amount } = order;
  const message = { fromAddress: from, toAddress: to, amount: [coin(amount)] };
  return { typeUrl: MsgSend.typeUrl, value: MsgSend.encode(MsgSend.fromPartial(message)).finish() };
}

export type Prepayment = Readonly<{
  sender: string;
  /** Default: the sender. */
  beneficiary?: string;
  amount: Wei;
  /** The least Ozone that is accepted. */
  nozMin?: Noz;
  /** Unix seconds of block time after which it is refused. */
  deadline?: number;
}>;

/** PREPAY: buys Ozone on the curve, at whatever price stands when it is executed, within `nozMin` and `deadline`. */
export function prepayMessage({
  sender,
  beneficiary,
  amount,
  nozMin,
  deadline,
}: Prepayment): EncodedAny {
  return packMessage(MsgPrepaySchema, {
    sender,
    beneficiary: beneficiary ?? sender,
    amount: [coin(amount)],
    minNoz: nozMin === undefined ? "" : `${nozMin}`,
    deadline: BigInt(deadline ?? 0),
  });
}

/** Takes matured rewards. */
export function withdrawMessage(
  order: Readonly<{ wallet: string; target?: string; amount: Wei }>,
): EncodedAny {
  const { wallet, target, amount } = order;
  return packMessage(MsgWithdrawSchema, {
    walletAddress: wallet,
    targetAddress: target ?? wallet,
    amount: [coin(amount)],
  });
}

type Registration<M> = Partial<Omit<M, "$typeName" | "$unknown" | "value">> &
  Readonly<{ networkAddress: string; ownerAddress: string; deposit: Wei }>;

export function createResourceNodeMessage(order: Registration<MsgCreateResourceNode>): EncodedAny {
  const { deposit, ...fields } = order;
  return packMessage(MsgCreateResourceNodeSchema, { ...fields, value: coin(deposit) });
}

export function createMetaNodeMessage(order: Registration<MsgCreateMetaNode>): EncodedAny {
  const { deposit, ...fields } = order;
  return packMessage(MsgCreateMetaNodeSchema, { ...fields, value: coin(deposit) });
}

type NodeOfOwner = Readonly<{ node: string; owner: string }>;

export function removeResourceNodeMessage({ node, owner }: NodeOfOwner): EncodedAny {
  return packMessage(MsgRemoveResourceNodeSchema, {
    resourceNodeAddress: node,
    ownerAddress: owner,
  });
}

export function removeMetaNodeMessage({ node, owner }: NodeOfOwner): EncodedAny {
  return packMessage(MsgRemoveMetaNodeSchema, { metaNodeAddress: node, ownerAddress: owner });
}

export function depositResourceNodeMessage({
  node,
  owner,
  amount,
}: NodeOfOwner & Readonly<{ amount: Wei }>): EncodedAny {
  const order = { networkAddress: node, ownerAddress: owner, depositDelta: coin(amount) };
  return packMessage(MsgUpdateResourceNodeDepositSchema, order);
}

export function depositMetaNodeMessage({
  node,
  owner,
  amount,
}: NodeOfOwner & Readonly<{ amount: Wei }>): EncodedAny {
  const order = { networkAddress: node, ownerAddress: owner, depositDelta: coin(amount) };
  return packMessage(MsgUpdateMetaNodeDepositSchema, order);
}

function coin(amount: Wei): Readonly<{ denom: string; amount: string }> {
  return { denom: "wei", amount: `${amount}` };
}
