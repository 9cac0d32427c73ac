import { readFile } from "node:fs/promises";
import { EconomyError, replayVectors, type VectorReplay } from "@stos/economy";
import { Command } from "commander";
import { CliError, inputError, refusal } from "../cli-error.ts";
import type { Terminal } from "../terminal.ts";

const fileBytesMax = 256 * 1024 * 1024;

/** `stratos economy replay FILE`: runs a file of the vectors' format through the paper's rules. */
export function replayCommand(terminal: Terminal): Command {
  return new Command("replay")
    .description(
      "run a vectors file through the paper's rules; exit 1 where it expects something else",
    )
    .argument("<file>", "a JSON file of the format of vectors/economy/vectors.json")
    .option("--json", "one JSON document: {vectors: [{id, steps, final, differences}], differing}")
    .addHelpText(
      "after",
      `
Without --json each vector is one line of JSON ({id, steps, final}), and what differs is told on stderr.

Examples:
  $ stratos economy replay vectors/economy/vectors.json
  $ stratos economy replay my-history.json --json | jq '.vectors[0].final.int'`,
    )
    .action(async (file: string, { json = false }: { json?: boolean }) => {
      const replays = replay(file, await readJson(file));
      const differing = replays.filter(({ differences }) => differences.length > 0);
      if (json) terminal.out(JSON.stringify({ vectors: replays, differing: differing.length }));
      else for (const each of replays) terminal.out(lineOf(each));

      if (differing.length === 0) return;
      for (const each of differing) terminal.err(differenceText(each));
      throw refusal(
        `${differing.length} of ${replays.length} vectors differ from what ${file} expects`,
      );
    });
}

function replay(file: string, content: unknown): readonly VectorReplay[] {
  try {
    return replayVectors(content);
  } catch (error) {
    if (error instanceof EconomyError) throw inputError(`${file}: ${error.message}`);
    throw error;
  }
}

function lineOf({ id, steps, final }: VectorReplay): string {
  return JSON.stringify(final === undefined ? { id, steps } : { id, steps, final });
}

function differenceText({ id, differences }: VectorReplay): string {
  return differences
    .map(
      ({ at, path, expected, actual }) =>
        `${id}, ${at === "final" ? "final" : `step ${at}`}, ${path}: expected ${shown(expected)}, got ${shown(actual)}`,
    )
    .join("\n");
}

function shown(value: unknown): string {
  return value === undefined ? "nothing" : JSON.stringify(value);
}

async function readJson(file: string): Promise<unknown> {
  try {
    const bytes = await readFile(file);
    if (bytes.byteLength > fileBytesMax)
      throw inputError(`${file} is longer than ${fileBytesMax} bytes`);
    return JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(bytes));
  } catch (error) {
    if (error instanceof CliError) throw error;
    if (error instanceof SyntaxError || error instanceof TypeError)
      throw inputError(`${file} is no JSON: ${error.message}`);
    throw inputError(`${file} can't be read: ${error instanceof Error ? error.message : error}`);
  }
}
