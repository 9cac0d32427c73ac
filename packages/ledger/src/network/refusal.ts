import { CodecError, toHex } from "@stos/codec";
import type { TxResult } from "../application.ts";
import { ChainError, sdkError } from "../chain-error.ts";
import type { ChainEvent } from "../context.ts";

/** Runs what reads input from outside: its `CodecError` becomes a refusal. Inside the state machine such an error is a bug. */
export function parsing<T>(parse: () => T): T {
  try {
    return parse();
  } catch (error) {
    throw error instanceof CodecError ? refusalOf(error) : error;
  }
}

function refusalOf({ failure, message }: CodecError): ChainError {
  switch (failure.code) {
    case "too-large":
      return sdkError("tx-too-large", message);
    case "address-invalid":
      return sdkError("invalid-address", message);
    case "key-unsupported":
      return sdkError("invalid-pubkey", message);
    case "malformed":
    case "unknown-field":
      return sdkError("tx-decode", message);
  }
}

/** The result of a transaction that was refused; throws on what is no refusal. */
export function refusedResult(
  error: unknown,
  {
    gasWanted,
    gasUsed,
    events,
  }: Readonly<{ gasWanted: bigint; gasUsed: bigint; events: readonly ChainEvent[] }>,
): TxResult {
  if (!(error instanceof ChainError)) throw error;
  const { code, codespace, reason } = error.failure;
  // A reason quotes what came from outside, and not every decoder refuses half a surrogate pair.
  const log = reason.toWellFormed();
  return { code, codespace, log, data: new Uint8Array(), gasWanted, gasUsed, events };
}

export function upperHex(bytes: Uint8Array): string {
  return toHex(bytes).toUpperCase();
}
