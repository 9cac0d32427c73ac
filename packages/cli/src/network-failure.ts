import { FilesError, NetworkError } from "@stos/client";
import { CodecError } from "@stos/codec";
import { EconomyError } from "@stos/economy";
import { EngineError } from "@stos/ledger";
import { CliError, type CliFailure } from "./cli-error.ts";

/** What the packages below refuse, in the words of the command line; undefined for what is a bug. */
export function networkFailure(error: unknown): CliError | undefined {
  const code = codeOf(error);
  if (code === undefined || !(error instanceof Error)) return undefined;
  return new CliError({ code, message: error.message }, { cause: error });
}

function codeOf(error: unknown): CliFailure["code"] | undefined {
  if (error instanceof NetworkError) return networkCode(error.failure.code);
  if (error instanceof FilesError) return filesCode(error.failure.code);
  if (error instanceof EngineError || error instanceof CodecError) return "input-bad";
  if (error instanceof EconomyError) return "refused";
  return systemCode(error);
}

function networkCode(code: NetworkError["failure"]["code"]): CliFailure["code"] {
  switch (code) {
    case "transaction-refused":
    case "account-missing":
    case "status":
      return "refused";
    case "mnemonic-invalid":
    case "keystore-invalid":
    case "password-wrong":
      return "input-bad";
    case "unreachable":
    case "timed-out":
    case "answer-invalid":
    case "queue-full":
    case "closed":
      return "unavailable";
  }
}

function filesCode(code: FilesError["failure"]["code"]): CliFailure["code"] {
  switch (code) {
    case "network-unavailable":
    case "data-unavailable":
    case "not-enough-nodes":
      return "unavailable";
    default:
      return "refused";
  }
}

/** Errors of the operating system that a person can mend. */
function systemCode(error: unknown): CliFailure["code"] | undefined {
  if (!(error instanceof Error) || !("code" in error)) return undefined;
  switch (error.code) {
    case "ENOENT":
    case "EISDIR":
    case "ENOTDIR":
    case "EEXIST":
      return "input-bad";
    case "EACCES":
    case "EADDRINUSE":
    case "ENOSPC":
    case "ECONNREFUSED":
      return "unavailable";
    default:
      return undefined;
  }
}
