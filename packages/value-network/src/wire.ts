import { ChainError, sdkError } from "@stos/ledger";

/**
 * Runs a decoder at the edge: bytes that aren't of the form are refused, whatever the decoder throws for them. Nothing
 * but a decoder may run in it, since a bug would look like a refusal.
 */
export function atEdge<T>(decode: () => T): T {
  try {
    return decode();
  } catch (error) {
    if (error instanceof ChainError) throw error;
    throw sdkError("tx-decode", error instanceof Error ? error.message : "the bytes are malformed");
  }
}
