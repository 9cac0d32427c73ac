import type { EconomyFigures } from "../engine/simulated-economy.ts";
import type { Scenario } from "../scenario/scenario.ts";
import type { EngineName } from "./run-result.ts";

/** The command that runs a scenario again up to an epoch. */
export function commandOf(
  { source: { file, overrides } }: Scenario,
  { engine, seed, epochs }: Readonly<{ engine: EngineName; seed: number; epochs: number }>,
): string {
  const sets = overrides.map((override) => ` --set ${quoted(override)}`).join("");
  return `npx stratos simulate ${quoted(file)} --engine ${engine} --seed ${seed} --epochs ${epochs}${sets}`;
}

/** The state as text, every figure by its name. */
export function stateOf(
  figures: Readonly<Record<keyof EconomyFigures, unknown>>,
): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.entries(figures).map(([name, value]) => [name, `${value}`]));
}

function quoted(text: string): string {
  return /^[\w./:=@%+-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`;
}
