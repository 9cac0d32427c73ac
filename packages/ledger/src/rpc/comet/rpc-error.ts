/** JSON-RPC 2.0's codes, with the messages that CometBFT gives them. */
const messages = {
  [-32700]: "Parse error. Invalid JSON",
  [-32600]: "Invalid Request",
  [-32601]: "Method not found",
  [-32602]: "Invalid params",
  [-32603]: "Internal error",
  [-32000]: "Server error",
} as const;

export type RpcErrorCode = keyof typeof messages;

export type RpcFailure = Readonly<{ code: RpcErrorCode; message: string; data?: string }>;

/** A call is answered with an error object {code, message, data}; an empty `data` is left out, as CometBFT does. */
export class RpcError extends Error {
  override readonly name = "RpcError";
  readonly failure: RpcFailure;

  constructor(code: RpcErrorCode, data: string) {
    super(data === "" ? messages[code] : data);
    this.failure = { code, message: messages[code], ...(data === "" ? {} : { data }) };
  }
}
