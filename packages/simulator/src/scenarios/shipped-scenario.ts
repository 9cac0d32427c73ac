import { readFileSync } from "node:fs";
import type { AgentAccount, EngineName, RunResult } from "../run/run-result.ts";
import { runScenario } from "../run/run-scenario.ts";
import { readScenario } from "../scenario/read-scenario.ts";

export type ShippedRun = Readonly<{ set?: readonly string[]; engine?: EngineName; seed?: number }>;

/** Runs a scenario that ships; its conclusion is tested beside this file. */
export function runShipped(
  name: string,
  { set = [], engine = "fast", seed }: ShippedRun = {},
): Promise<RunResult> {
  const file = new URL(`../../scenarios/${name}.toml`, import.meta.url);
  const scenario = readScenario(readFileSync(file, "utf8"), { file: name, overrides: set });
  return runScenario(scenario, { engine, seed });
}

/** A figure at the end, in wei, noz or as it is. */
export function finalOf({ final }: RunResult, name: string): number {
  return Number(exactFinalOf({ final }, name));
}

export function exactFinalOf({ final }: Pick<RunResult, "final">, name: string): number | bigint {
  const found = final.find((figure) => figure.name === name);
  if (found === undefined) throw new RangeError(`there is no figure ${name}`);
  return found.value;
}

export function agentOf({ agents }: RunResult, name: string): AgentAccount {
  const found = agents.find((agent) => agent.name === name);
  if (found === undefined) throw new RangeError(`there is no group ${name}`);
  return found;
}

/** What a group counts of itself. */
export function ownFigure(run: RunResult, agent: string, name: string): number {
  const found = agentOf(run, agent).figures.find((figure) => figure.name === name);
  if (found === undefined) throw new RangeError(`${agent} doesn't count ${name}`);
  return Number(found.value);
}

export function columnOf({ series }: RunResult, name: string): readonly number[] {
  const found = series.columns.find((column) => column.name === name);
  if (found === undefined) throw new RangeError(`${name} isn't recorded`);
  return found.values.map(Number);
}

/** 10¹⁸ wei. */
export const stos = 1e18;
