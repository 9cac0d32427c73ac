import type { DepositProfile } from "@stos/economy";
import { usageError } from "../cli-error.ts";
import type { Terminal } from "../terminal.ts";

const reasons = `literal   s stays what it was at genesis: the paper's letter, but after nodes leave the pool may owe more than it holds
tracking  s follows deposits as nodes join and leave: the pool stays solvent, but for rounding; for a network of value`;

/** Asks for the deposit profile: there is no default, since it decides whether the pool stays solvent. Throws a usage error. */
export async function chooseProfile(terminal: Terminal): Promise<DepositProfile> {
  terminal.err(`Which deposit profile? It can't be changed later.\n\n${reasons}\n`);
  const answer = await terminal.ask("Deposit profile (literal or tracking): ", {
    instead: "--profile literal or --profile tracking",
  });
  if (answer === "literal" || answer === "tracking") return answer;
  throw usageError(`"${answer}" is no deposit profile; literal or tracking`);
}
