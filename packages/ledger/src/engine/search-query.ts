import { EngineError } from "./engine-error.ts";

export type Comparison = "=" | "<" | "<=" | ">" | ">=" | "CONTAINS" | "EXISTS";

export type Condition = Readonly<{
  /** `type.attribute` of an event, or `tx.hash`, `tx.height`, `block.height`. */
  key: string;
  comparison: Comparison;
  /** Empty for EXISTS. */
  value: string;
}>;

/** Limits of one query, so that nobody makes a node scan for long by asking. */
const queryLengthMax = 1024;
const conditionsMax = 16;

const conditionPattern =
  /^\s*([^\s'"=<>]+)\s*(?:(<=|>=|=|<|>|CONTAINS\b)\s*(?:'([^']*)'|"([^"]*)"|((?:TIME\s+|DATE\s+)?[^\s'"=<>]+))|(EXISTS)\b)\s*/;

/** Parses CometBFT's query language: conditions joined by AND. Throws `EngineError` `query-malformed`. */
export function parseSearchQuery(query: string): readonly Condition[] {
  if (query.length > queryLengthMax)
    throw malformed(query.slice(0, 64), `it is longer than ${queryLengthMax} characters`);
  const conditions: Condition[] = [];
  let rest = query;
  for (;;) {
    const match = conditionPattern.exec(rest);
    if (match === null)
      throw malformed(query, `no condition at ${JSON.stringify(rest.slice(0, 32))}`);
    conditions.push(conditionOf(query, match));
    if (conditions.length > conditionsMax)
      throw malformed(query, `it has more than ${conditionsMax} conditions`);
    rest = rest.slice(match[0].length);
    if (rest === "") return conditions;
    const and = /^AND\s+/i.exec(rest);
    if (and === null)
      throw malformed(query, `expected AND at ${JSON.stringify(rest.slice(0, 32))}`);
    rest = rest.slice(and[0].length);
  }
}

/** Whether one value of an event's attribute satisfies the condition. Numbers compare as numbers, where both are. */
export function satisfies(condition: Condition, value: string): boolean {
  switch (condition.comparison) {
    case "EXISTS":
      return true;
    case "CONTAINS":
      return value.includes(condition.value);
    case "=":
      return value === condition.value;
    default:
      return compares(condition.comparison, condition.value, value);
  }
}

function compares(comparison: "<" | "<=" | ">" | ">=", bound: string, value: string): boolean {
  if (!/^-?[0-9]{1,78}$/.test(bound) || !/^-?[0-9]{1,78}$/.test(value)) return false;
  const difference = BigInt(value) - BigInt(bound);
  switch (comparison) {
    case "<":
      return difference < 0n;
    case "<=":
      return difference <= 0n;
    case ">":
      return difference > 0n;
    case ">=":
      return difference >= 0n;
  }
}

/** The heights that the conditions on `key` leave, both included. */
export function heightRange(
  conditions: readonly Condition[],
  key: "tx.height" | "block.height",
): Readonly<{ from: number; to: number }> {
  let from = 0;
  let to = Number.MAX_SAFE_INTEGER;
  for (const condition of conditions) {
    if (condition.key !== key || condition.comparison === "EXISTS") continue;
    if (condition.comparison === "CONTAINS" || !/^[0-9]{1,15}$/.test(condition.value))
      throw malformed(
        `${key}${condition.comparison}${condition.value}`,
        `${key} compares with a whole number`,
      );
    const value = Number(condition.value);
    if (condition.comparison === "=" || condition.comparison.startsWith(">"))
      from = Math.max(from, condition.comparison === ">" ? value + 1 : value);
    if (condition.comparison === "=" || condition.comparison.startsWith("<"))
      to = Math.min(to, condition.comparison === "<" ? value - 1 : value);
  }
  return { from, to };
}

function conditionOf(query: string, match: RegExpExecArray): Condition {
  const [, key = "", comparison, single, double, bare, exists] = match;
  if (exists !== undefined) return { key, comparison: "EXISTS", value: "" };
  if (bare !== undefined && /^(TIME|DATE)\s/.test(bare))
    throw malformed(query, "TIME and DATE aren't indexed");
  return { key, comparison: comparison as Comparison, value: single ?? double ?? bare ?? "" };
}

function malformed(query: string, reason: string): EngineError {
  return new EngineError({ code: "query-malformed", query, reason });
}
