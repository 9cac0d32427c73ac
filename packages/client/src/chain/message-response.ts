import { CodecError } from "@stos/codec";
import { TxMsgData } from "cosmjs-types/cosmos/base/abci/v1beta1/abci";
import type { TransactionResult } from "./comet-rpc.ts";

/** The encoded response of a transaction's message, in the order of its messages. */
export function messageResponse({ data }: TransactionResult, index: number): Uint8Array {
  const response = TxMsgData.decode(data).msgResponses[index];
  if (response !== undefined) return response.value;
  throw new CodecError({ code: "malformed", what: "TxMsgData", reason: `no response ${index}` });
}
