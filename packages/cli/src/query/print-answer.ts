import { createHttpClient } from "@stos/client";
import { Command } from "commander";
import {
  findNetworks,
  type NetworkFlags,
  type Networks,
  requireEndpoints,
  withNetwork,
} from "../chain/network-options.ts";
import { inputError, refusal } from "../cli-error.ts";
import type { Terminal } from "../terminal.ts";

export type QueryCommand = Readonly<{
  name: string;
  description: string;
  arguments?: readonly (readonly [name: string, description: string])[];
  network?: "value" | "meta";
  examples: readonly string[];
  /** The REST path to ask. */
  path: (words: readonly string[], networks: Networks) => Promise<string> | string;
  /** What a person reads of the answer. Without it: its fields, one a line. */
  text?: (answer: unknown) => string;
}>;

const answerBytesMax = 64 * 1024 * 1024;

/** A command that asks one REST path and prints the answer; exit 1 where there is no such thing. */
export function queryCommandOf(terminal: Terminal, described: QueryCommand): Command {
  const { network = "value", text = fieldsText } = described;
  const command = withNetwork(new Command(described.name)).description(described.description);
  for (const [name, description] of described.arguments ?? []) command.argument(name, description);
  command.addHelpText(
    "after",
    `\nExamples:\n${described.examples.map((each) => `  $ stratos query ${each}`).join("\n")}`,
  );
  return command.action(async (...given: unknown[]) => {
    const flags = command.opts<NetworkFlags>();
    const networks = await findNetworks(flags);
    const { rest } = requireEndpoints(networks, network);
    const words = given.slice(0, described.arguments?.length ?? 0) as string[];
    const answer = await ask(`${rest}${await described.path(words, networks)}`);
    terminal.out(flags.json === true ? JSON.stringify(answer) : text(answer));
  });
}

async function ask(url: string): Promise<unknown> {
  await using http = createHttpClient();
  const { statusCode, body } = await http.request(url);
  let text = "";
  for await (const chunk of body) {
    text += chunk;
    if (text.length > answerBytesMax) throw inputError(`${url} answers more than can be shown`);
  }
  const answer = parse(url, text);
  if (statusCode >= 200 && statusCode < 300) return answer;
  const { message } = (answer ?? {}) as { message?: unknown };
  throw refusal(typeof message === "string" ? message : `${url} answered ${statusCode}: ${text}`);
}

function parse(url: string, text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw inputError(`${url} answered what is no JSON: ${text.slice(0, 200)}`);
  }
}

/** `name  value` a line, deeper ones by their path. */
export function fieldsText(answer: unknown): string {
  const lines = rowsOf(answer, "");
  const width = Math.max(0, ...lines.map(([name]) => name.length));
  return lines.length === 0
    ? "nothing"
    : lines.map(([name, value]) => `${name.padEnd(width)}  ${value}`).join("\n");
}

function rowsOf(value: unknown, path: string): readonly (readonly [string, string])[] {
  if (typeof value !== "object" || value === null) return [[path, `${value}`]];
  return Object.entries(value).flatMap(([name, each]) =>
    rowsOf(each, path === "" ? name : `${path}.${name}`),
  );
}
