import type { Metadata } from "@grpc/grpc-js";
import type { Application } from "../application.ts";
import { GatewayError, statusOf } from "../rpc/rest/gateway-error.ts";

/** Asks for the state at an older height, and tells which height was read. */
export const heightHeader = "x-cosmos-block-height";

/** One of the application's own queries. Throws `GatewayError`. */
export async function answerQuery(
  application: Application,
  path: string,
  data: Uint8Array,
  metadata: Metadata,
): Promise<Readonly<{ value: Uint8Array; height: number }>> {
  const result = await application.query({ path, data, height: heightOf(metadata), prove: false });
  const { code, codespace, log, value, height } = result;
  if (code !== 0) throw new GatewayError(statusOf(codespace, code), log);
  return { value, height };
}

/** 0, the newest, where none is given. */
function heightOf(metadata: Metadata): number {
  const [text = "0"] = metadata.get(heightHeader);
  if (typeof text !== "string" || !/^[0-9]{1,15}$/.test(text))
    throw new GatewayError(3, `${heightHeader} must be a whole number`);
  return Number(text);
}
