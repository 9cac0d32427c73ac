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
import * as distribution from "cosmjs-types/cosmos/distribution/v1beta1/tx";
import { MsgUnjail } from "cosmjs-types/cosmos/slashing/v1beta1/tx";
import * as staking from "cosmjs-types/cosmos/staking/v1beta1/tx";
import { protoJson } from "../query/proto-json.ts";

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

const cosmosTypes = new Map(
  [
    MsgSend,
    MsgMultiSend,
    staking.MsgCreateValidator,
    staking.MsgEditValidator,
    staking.MsgDelegate,
    staking.MsgUndelegate,
    staking.MsgBeginRedelegate,
    staking.MsgCancelUnbondingDelegation,
    MsgUnjail,
    distribution.MsgWithdrawDelegatorReward,
    distribution.MsgWithdrawValidatorCommission,
    distribution.MsgSetWithdrawAddress,
  ].map((type): readonly [string, (bytes: Uint8Array) => object] => [
    type.typeUrl,
    (bytes) => type.decode(bytes),
  ]),
);

/** The messages of the value network as REST prints them. */
export const messageToJson: MessageToJson = ({ typeUrl, value }) => {
  const schema = schemas.get(typeUrl);
  if (schema !== undefined) return messageFieldsJson(schema, value);
  const decode = cosmosTypes.get(typeUrl);
  return decode === undefined ? undefined : protoJson(decode(value));
};
