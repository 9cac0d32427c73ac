import {
  MsgCreateMetaNodeSchema,
  MsgCreateResourceNodeSchema,
  MsgFoundationDepositSchema,
  MsgKickMetaNodeVoteSchema,
  MsgMetaNodeRegistrationVoteSchema,
  MsgPrepaySchema,
  MsgReceivePacketsSchema,
  MsgRemoveMetaNodeSchema,
  MsgRemoveResourceNodeSchema,
  MsgUpdateClientSchema,
  MsgUpdateMetaNodeDepositSchema,
  MsgUpdateMetaNodeSchema,
  MsgUpdateResourceNodeDepositSchema,
  MsgUpdateResourceNodeSchema,
  MsgVerifyMetaNodeSchema,
  MsgWithdrawSchema,
  messageFieldsJson,
  typeUrlOf,
} from "@stos/codec";
import type { MessageToJson } from "@stos/ledger";
import { MsgMultiSend, MsgSend } from "cosmjs-types/cosmos/bank/v1beta1/tx";

const schemas = new Map(
  [
    MsgPrepaySchema,
    MsgWithdrawSchema,
    MsgFoundationDepositSchema,
    MsgCreateResourceNodeSchema,
    MsgUpdateResourceNodeSchema,
    MsgUpdateResourceNodeDepositSchema,
    MsgRemoveResourceNodeSchema,
    MsgCreateMetaNodeSchema,
    MsgUpdateMetaNodeSchema,
    MsgUpdateMetaNodeDepositSchema,
    MsgRemoveMetaNodeSchema,
    MsgVerifyMetaNodeSchema,
    MsgMetaNodeRegistrationVoteSchema,
    MsgKickMetaNodeVoteSchema,
    MsgUpdateClientSchema,
    MsgReceivePacketsSchema,
  ].map((schema) => [typeUrlOf(schema), schema] as const),
);

/** The messages of the value network as REST prints them. */
export const messageToJson: MessageToJson = ({ typeUrl, value }) => {
  const schema = schemas.get(typeUrl);
  if (schema !== undefined) return messageFieldsJson(schema, value);
  if (typeUrl === "/cosmos.bank.v1beta1.MsgSend") return sendJson(value);
  return typeUrl === "/cosmos.bank.v1beta1.MsgMultiSend" ? multiSendJson(value) : undefined;
};

function sendJson(value: Uint8Array): object {
  const { fromAddress, toAddress, amount } = MsgSend.decode(value);
  return { from_address: fromAddress, to_address: toAddress, amount };
}

function multiSendJson(value: Uint8Array): object {
  const { inputs, outputs } = MsgMultiSend.decode(value);
  return { inputs, outputs };
}
