export type {
  MsgFoundationDeposit,
  MsgFoundationDepositResponse,
  MsgWithdraw,
  MsgWithdrawResponse,
} from "../generated/stratos/pot/v1/tx_pb.ts";
export {
  MsgFoundationDepositResponseSchema,
  MsgFoundationDepositSchema,
  MsgWithdrawResponseSchema,
  MsgWithdrawSchema,
} from "../generated/stratos/pot/v1/tx_pb.ts";
