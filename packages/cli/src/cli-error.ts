/** What went wrong, as scripts tell it apart by the exit code (BSD's sysexits; 1 says that the answer is no). */
export type CliFailure = Readonly<{
  code: "refused" | "usage" | "input-bad" | "unavailable" | "interrupted";
  /** What happened, what was expected, what to do. */
  message: string;
}>;

/** Exit codes; 70, a bug of ours, is whatever isn't a `CliError`. */
export const exitCodes = {
  refused: 1,
  usage: 64,
  "input-bad": 65,
  unavailable: 69,
  interrupted: 130,
} as const satisfies Readonly<Record<CliFailure["code"], number>>;

export const bugExitCode = 70;

/** A command can't do what was asked. Printed as one message on stderr; becomes the exit code of its `failure.code`. */
export class CliError extends Error {
  override readonly name = "CliError";
  readonly failure: CliFailure;

  constructor(failure: CliFailure, options?: ErrorOptions) {
    super(failure.message, options);
    this.failure = failure;
  }
}

/** The command line is wrong. */
export function usageError(message: string): CliError {
  return new CliError({ code: "usage", message });
}

/** A file or an answer isn't of its form. */
export function inputError(message: string): CliError {
  return new CliError({ code: "input-bad", message });
}

/** Something that the command needs isn't there now: a server, a port, a file's right. */
export function unavailable(message: string): CliError {
  return new CliError({ code: "unavailable", message });
}

/** The answer is no: a chain refused, a comparison differs. */
export function refusal(message: string): CliError {
  return new CliError({ code: "refused", message });
}
