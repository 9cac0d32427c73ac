import { SimulationError } from "@stos/simulator";
import { CliError, inputError, refusal, usageError } from "../cli-error.ts";

/** Aborts at the first SIGINT or SIGTERM; a second one ends the process as ever. */
export function interrupted(): Readonly<{ signal: AbortSignal }> & Disposable {
  const controller = new AbortController();
  const stop = (signal: NodeJS.Signals) => controller.abort(new Interruption(signal));
  process.once("SIGINT", stop).once("SIGTERM", stop);
  return {
    signal: controller.signal,
    [Symbol.dispose]() {
      process.off("SIGINT", stop).off("SIGTERM", stop);
    },
  };
}

class Interruption extends Error {
  override readonly name = "Interruption";

  constructor(signal: NodeJS.Signals) {
    super(`stopped by ${signal}; nothing was written`);
  }
}

/** What the simulator refuses, in the terms of a command line. */
export async function failuresAsErrors<T>(work: () => T | Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof Interruption)
      throw new CliError({ code: "interrupted", message: error.message });
    if (!(error instanceof SimulationError)) throw systemFailure(error);
    switch (error.failure.code) {
      case "scenario-invalid":
        throw inputError(error.message);
      case "output-exists":
        throw usageError(error.message);
      default:
        throw refusal(error.message);
    }
  }
}

/** A full disk or a missing right is told in a line; anything else is a bug. */
function systemFailure(error: unknown): unknown {
  const code = error instanceof Error && "code" in error ? error.code : undefined;
  const isSystem = typeof code === "string" && /^E[A-Z]+$/.test(code);
  if (!isSystem || !(error instanceof Error)) return error;
  return new CliError({ code: "unavailable", message: `nothing was written: ${error.message}` });
}
