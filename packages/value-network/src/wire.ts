import { CodecError } from "@stos/codec";
import { sdkError } from "@stos/ledger";

/** Runs a decoder at the edge: bytes that aren't of the form are refused, they are no bug. */
export function atEdge<T>(decode: () => T): T {
  try {
    return decode();
  } catch (error) {
    if (error instanceof CodecError) throw sdkError("tx-decode", error.message);
    throw error;
  }
}
