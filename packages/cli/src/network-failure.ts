import { FilesError } from "@stos/client";
import { EngineError } from "@stos/ledger";
import { CliError } from "./cli-error.ts";

/** What the packages below refuse, in the words of the command line; undefined for what is a bug. */
export function networkFailure(error: unknown): CliError | undefined {
  if (error instanceof EngineError)
    return new CliError({ code: "input-bad", message: error.message }, { cause: error });
  if (error instanceof FilesError) {
    const isDown =
      error.failure.code === "network-unavailable" || error.failure.code === "data-unavailable";
    return new CliError(
      { code: isDown ? "unavailable" : "refused", message: error.message },
      { cause: error },
    );
  }
  return fileFailure(error);
}

/** Errors of the operating system that a person can mend. */
function fileFailure(error: unknown): CliError | undefined {
  if (!(error instanceof Error) || !("code" in error)) return undefined;
  const { code } = error;
  if (code === "ENOENT" || code === "EISDIR" || code === "ENOTDIR" || code === "EEXIST")
    return new CliError({ code: "input-bad", message: error.message }, { cause: error });
  if (code === "EACCES" || code === "EADDRINUSE" || code === "ENOSPC" || code === "ECONNREFUSED")
    return new CliError({ code: "unavailable", message: error.message }, { cause: error });
  return undefined;
}
