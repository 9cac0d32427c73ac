import { EngineError } from "./engine-error.ts";

export type Comparison = "=" | "<" | "<=" | ">" | ">=" | "CONTAINS" | "EXISTS";

export type Condition = Readonly<{
  /** `type.attribute` of an event, or `tx.hash`, `tx.height`, `block.height`. */
  key: string;
  comparison: Comparison;
  /** Empty for EXISTS. */
  value: string;
  /** What `value` is: quoted text, a number, or a moment (without its word TIME or DATE). */
  operand: "none" | "text" | "number" | "time" | "date";
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

/**
 * Whether one value of an event's attribute satisfies the condition, as CometBFT decides it: a number compares with the number that the
 * value begins with (`8` of `8wei`), a moment with the moment that the value is.
 */
export function satisfies(condition: Condition, value: string): boolean {
  const { comparison, operand } = condition;
  if (comparison === "EXISTS") return true;
  if (comparison === "CONTAINS") return value.includes(condition.value);
  if (operand === "text" && comparison === "=") return value === condition.value;

  const order = orderOf(condition, value);
  if (order === undefined) return false;
  if (order === 0) return comparison === "=" || comparison.endsWith("=");
  return comparison.startsWith(order < 0 ? "<" : ">");
}

/** Below 0 where the value comes before the condition's; undefined where they don't compare. */
function orderOf({ operand, value: bound }: Condition, value: string): number | undefined {
  const read = operand === "time" ? timeOf : operand === "date" ? dateOf : decimalOf;
  const left = read(value);
  const right = read(bound);
  if (left === undefined || right === undefined) return undefined;
  return left < right ? -1 : left > right ? 1 : 0;
}

/** Digits after the point that count. */
const decimals = 36;

function decimalOf(text: string): bigint | undefined {
  const [, whole, fraction = ""] = /^([0-9]{1,78})(?:\.([0-9]+))?/.exec(text) ?? [];
  if (whole === undefined) return undefined;
  return BigInt(whole + fraction.slice(0, decimals).padEnd(decimals, "0"));
}

const timePattern =
  /^([0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2})(?:\.([0-9]{1,9}))?(Z|[+-][0-9]{2}:[0-9]{2})$/;

/** Nanoseconds since 1970 of RFC 3339. */
function timeOf(text: string): bigint | undefined {
  const [, seconds, fraction = "", zone] = timePattern.exec(text) ?? [];
  const milliseconds = Date.parse(`${seconds}${zone}`);
  if (seconds === undefined || Number.isNaN(milliseconds)) return undefined;
  return BigInt(milliseconds) * 1_000_000n + BigInt(fraction.padEnd(9, "0"));
}

function dateOf(text: string): bigint | undefined {
  return /^[0-9]{4}-[0-9]{2}-[0-9]{2}$/.test(text) ? timeOf(`${text}T00:00:00Z`) : undefined;
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
  const [, key = "", word, single, double, bare = "", exists] = match;
  if (exists !== undefined) return { key, comparison: "EXISTS", value: "", operand: "none" };
  const comparison = word as Comparison;
  const quoted = single ?? double;
  if (quoted !== undefined) return { key, comparison, value: quoted, operand: "text" };

  const [, kind, moment = ""] = /^(TIME|DATE)\s+(.*)$/.exec(bare) ?? [];
  if (kind === undefined) {
    const operand = /^[0-9]+(?:\.[0-9]*)?$/.test(bare) ? "number" : "text";
    return { key, comparison, value: bare, operand };
  }
  const isMoment = (kind === "TIME" ? timeOf(moment) : dateOf(moment)) !== undefined;
  if (!isMoment)
    throw malformed(
      query,
      `expected TIME 2026-01-31T23:59:59Z or DATE 2026-01-31, not ${JSON.stringify(bare)}`,
    );
  return { key, comparison, value: moment, operand: kind === "TIME" ? "time" : "date" };
}

function malformed(query: string, reason: string): EngineError {
  return new EngineError({ code: "query-malformed", query, reason });
}
