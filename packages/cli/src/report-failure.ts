import { CommanderError } from "commander";
import { bugExitCode, CliError, exitCodes } from "./cli-error.ts";
import { networkFailure } from "./network-failure.ts";

/** Prints one message for what a command threw and answers the exit code. Only a bug of ours shows a stack. */
export function reportFailure(error: unknown, print: (line: string) => void): number {
  // commander has printed its own message, or the help that was asked for.
  if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : exitCodes.usage;
  const failure = error instanceof CliError ? error : networkFailure(error);
  if (failure !== undefined) {
    print(`stratos: ${failure.message}`);
    return exitCodes[failure.failure.code];
  }

  print("stratos: this is a bug; please report it with what stands below");
  print(error instanceof Error ? (error.stack ?? error.message) : String(error));
  return bugExitCode;
}
