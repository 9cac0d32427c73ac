import { LightClientHeader } from "@stos/codec/pure";
import { malformed } from "./light-client-error.ts";

/** Bytes of an encoded header at most: two sets of 200 validators and their votes take about 80 kB. */
export const headerBytesMax = 262_144;

/** An encoded `ibc.lightclients.tendermint.v1.Header`. Throws `LightClientError` malformed. */
export function decodeHeader(bytes: Uint8Array): LightClientHeader {
  if (bytes.length > headerBytesMax)
    throw malformed(`${bytes.length} bytes, at most ${headerBytesMax} are allowed`);
  try {
    return LightClientHeader.decode(bytes);
  } catch (error) {
    throw malformed(error instanceof Error ? error.message : String(error));
  }
}

export function encodeHeader(header: LightClientHeader): Uint8Array {
  return LightClientHeader.encode(header).finish();
}
