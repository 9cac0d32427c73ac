import { createInterface } from "node:readline/promises";
import { Writable } from "node:stream";
import { usageError } from "./cli-error.ts";

/** Where a command reads and writes. Results go to `out`, everything else to `err`. */
export type Terminal = Readonly<{
  /** One line, or several. */
  out(text: string): void;
  err(text: string): void;
  /** A line that is overwritten by the next; nothing where stderr is no terminal. */
  progress(text: string): void;
  /** Throws a usage error, naming `instead`, where nobody can answer. */
  ask(
    question: string,
    options: Readonly<{ instead: string; isSecret?: boolean }>,
  ): Promise<string>;
}>;

export function processTerminal(): Terminal {
  let shownLength = 0;
  const clear = () => {
    if (shownLength > 0) process.stderr.write(`\r${" ".repeat(shownLength)}\r`);
    shownLength = 0;
  };
  return {
    out(text) {
      clear();
      process.stdout.write(`${text}\n`);
    },
    err(text) {
      clear();
      process.stderr.write(`${text}\n`);
    },
    progress(text) {
      if (!process.stderr.isTTY) return;
      clear();
      process.stderr.write(text);
      shownLength = text.length;
    },
    async ask(question, { instead, isSecret = false }) {
      clear();
      if (!process.stdin.isTTY)
        throw usageError(
          `there is no terminal to ask for the ${question.replace(/:\s*$/, "").toLowerCase()}; give ${instead}`,
        );
      return await askPerson(question, isSecret);
    },
  };
}

/** What is typed stays invisible where it is secret. */
async function askPerson(question: string, isSecret: boolean): Promise<string> {
  process.stderr.write(question);
  const output = isSecret
    ? new Writable({ write: (_chunk, _encoding, done) => done() })
    : process.stderr;
  const reader = createInterface({ input: process.stdin, output, terminal: true });
  try {
    return (await reader.question("")).trim();
  } finally {
    reader.close();
    if (isSecret) process.stderr.write("\n");
  }
}

/** Prints a result as JSON, or as text for people. */
export function printResult(
  terminal: Terminal,
  { json }: Readonly<{ json?: boolean }>,
  result: Readonly<{ json: unknown; text: string }>,
): void {
  terminal.out(json === true ? JSON.stringify(result.json) : result.text);
}
