export type { MsgPrepay, MsgPrepayResponse } from "../generated/stratos/sds/v1/tx_pb.ts";
export { MsgPrepayResponseSchema, MsgPrepaySchema } from "../generated/stratos/sds/v1/tx_pb.ts";
