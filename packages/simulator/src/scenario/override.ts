import type { ScenarioProblem } from "../simulation-error.ts";
import { isList, isTable, type Located, type LocatedTable, type LocatedValue } from "./located.ts";
import { parseLocated } from "./parse-toml.ts";
import { suggestion } from "./suggestion.ts";

/**
 * Sets a key as `--set` writes it: `genesis.price=0.03 STOS`, `resource_nodes.0.count=500`, or a group by its name,
 * `demand.alice.level=100 STOS`. The key is read as if the file had it; what is wrong with it names the override.
 */
export function applyOverride(
  root: LocatedTable,
  override: string,
  problems: ScenarioProblem[],
): void {
  const where = `--set ${override}`;
  const equals = override.indexOf("=");
  const path = override.slice(0, Math.max(0, equals)).trim().split(".");
  const last = path.pop() ?? "";
  if (equals === -1 || last === "") {
    problems.push({ where, problem: "an override is written as key=value" });
    return;
  }

  const table = tableAt(root, path, (problem) => problems.push({ where, problem }));
  const value = parsedValue(override.slice(equals + 1).trim());
  table?.entries.set(last, { where, keyWhere: where, value });
}

function tableAt(
  root: LocatedTable,
  path: readonly string[],
  refuse: (problem: string) => void,
): LocatedTable | undefined {
  let at: LocatedValue = root;
  for (const [depth, step] of path.entries()) {
    const next: LocatedValue | undefined = isTable(at)
      ? at.entries.get(step)?.value
      : elementOf(at, step);
    if (next === undefined && depth === 0 && path.length === 1) return addedTable(root, step);
    if (next === undefined) {
      refuse(
        `the scenario has no \`${path.slice(0, depth + 1).join(".")}\`${suggestion(step, stepsOf(at))}`,
      );
      return undefined;
    }
    at = next;
  }
  if (isTable(at)) return at;
  refuse(`\`${path.join(".")}\` is no table; name one of its groups: ${stepsOf(at).join(", ")}`);
  return undefined;
}

/** A section with defaults alone, as [record], needn't stand in the file. */
function addedTable(root: LocatedTable, name: string): LocatedTable {
  const table: LocatedTable = { entries: new Map() };
  root.entries.set(name, { where: name, keyWhere: name, value: table });
  return table;
}

function elementOf(value: LocatedValue, step: string): LocatedValue | undefined {
  if (!isList(value)) return undefined;
  const at = /^\d+$/.test(step) ? Number(step) : value.findIndex((each) => nameOf(each) === step);
  return value[at]?.value;
}

function stepsOf(value: LocatedValue): readonly string[] {
  if (isTable(value)) return [...value.entries.keys()];
  return isList(value) ? value.map((each, at) => nameOf(each) ?? `${at}`) : [];
}

function nameOf({ value }: Located): string | undefined {
  const name = isTable(value) ? value.entries.get("name")?.value : undefined;
  return typeof name === "string" ? name : undefined;
}

/** As TOML where it is TOML, else as a text: `count=500`, but `level=100 STOS`. */
function parsedValue(text: string): LocatedValue {
  if (!/^[\d[{"'+-]|^(true|false)$/.test(text)) return text;
  try {
    return parseLocated(`value = ${text}`, "override").entries.get("value")?.value ?? text;
  } catch {
    return text;
  }
}
