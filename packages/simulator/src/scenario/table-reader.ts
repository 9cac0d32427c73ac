import type { ScenarioProblem } from "../simulation-error.ts";
import {
  isList,
  isTable,
  type Located,
  type LocatedEntry,
  type LocatedTable,
  shown,
} from "./located.ts";
import { durationUnits, ozoneUnits, parseQuantity, stosUnits, type UnitTable } from "./quantity.ts";
import { suggestion } from "./suggestion.ts";

/** What a number may be. */
export type Range = Readonly<{
  min?: number;
  max?: number;
  fallback?: number;
  /** What else is possible, for the message. */
  or?: string;
}>;

/**
 * Reads one table: each method takes a key, which makes it a known one. What is wrong is added to `problems`, and a value
 * that would be fine is answered, so that one reading finds everything.
 */
export type TableReader = Readonly<{
  where: string;
  has: (key: string) => boolean;
  text: (key: string, fallback?: string) => string;
  choice: <T extends string>(key: string, choices: readonly T[], fallback?: T) => T;
  /** A whole number. */
  count: (key: string, range?: Range) => number;
  number: (key: string, range?: Range) => number;
  numbers: (key: string) => readonly number[];
  texts: (key: string, fallback: readonly string[]) => readonly string[];
  /** "20 %", "20%" or 0.2, as a part of one. */
  part: (key: string, range?: Range) => number;
  /** "1000 STOS", in whole wei. */
  stos: (key: string, range?: Range) => number;
  /** "5 TB" or "250 oz", in whole noz. */
  ozone: (key: string, range?: Range) => number;
  /** STOS or Ozone. */
  amount: (key: string) => Readonly<{ unit: "wei" | "noz"; amount: number }>;
  /** "180 days", in seconds. */
  seconds: (key: string, fallback: number) => number;
  /** A number of epochs, or a duration that is a whole number of them. */
  epochs: (key: string, epochSeconds: number, range?: Range) => number;
  problem: (key: string, problem: string) => void;
  entry: (key: string) => LocatedEntry | undefined;
  /** Every key that wasn't asked for is unknown. */
  close: () => void;
}>;

export function openTable(
  { entries }: LocatedTable,
  { where, name, problems }: Readonly<{ where: string; name: string; problems: ScenarioProblem[] }>,
): TableReader {
  const known = new Set<string>();

  return {
    where,
    has(key) {
      known.add(key);
      return entries.has(key);
    },
    text: (key, fallback) =>
      read(key, fallback, "a text", ({ value }) =>
        typeof value === "string" ? value : undefined,
      ) ?? "",
    choice,
    count: (key, range = {}) =>
      ranged(key, range, "a whole number", ({ value }) =>
        typeof value === "number" && Number.isInteger(value) ? value : undefined,
      ),
    number: (key, range = {}) =>
      ranged(key, range, "a number", ({ value }) =>
        typeof value === "number" && Number.isFinite(value) ? value : undefined,
      ),
    numbers: (key) => read(key, [], "a list of numbers", listOf(isNumber)) ?? [],
    texts: (key, fallback) => read(key, fallback, "a list of texts", listOf(isText)) ?? fallback,
    part: (key, range = {}) =>
      ranged(key, { max: 1, show: percent, ...range }, 'a percentage as "20%"', (located) =>
        typeof located.value === "number" ? located.value : quantity(key, located, { "%": 0.01 }),
      ),
    stos: (key, range = {}) =>
      whole(key, { show: inStos, ...range }, 'an amount as "1000 STOS"', stosUnits),
    ozone: (key, range = {}) =>
      whole(key, { show: inUnit("noz"), ...range }, 'an amount as "250 oz" or "5 TB"', ozoneUnits),
    amount,
    seconds: (key, fallback) =>
      ranged(
        key,
        { min: 1, fallback, show: inUnit("seconds") },
        'a duration as "180 days"',
        (located) => quantity(key, located, durationUnits),
      ),
    epochs,
    problem: addAt,
    entry(key) {
      known.add(key);
      return entries.get(key);
    },
    close,
  };

  function choice<T extends string>(key: string, choices: readonly T[], fallback?: T): T {
    const wanted = `one of ${choices.join(", ")}`;
    const found = read(key, fallback, wanted, ({ value }) => {
      if (typeof value !== "string") return undefined;
      const chosen = choices.find((each) => each === value);
      if (chosen === undefined) addAt(key, `"${value}" is no ${key}${suggestion(value, choices)}`);
      return chosen ?? choices[0];
    });
    return found ?? fallback ?? (choices[0] as T);
  }

  function amount(key: string): Readonly<{ unit: "wei" | "noz"; amount: number }> {
    const wanted = 'an amount as "100 STOS", "250 oz" or "5 TB"';
    const none = { unit: "wei" as const, amount: 0 };
    const found = read(key, undefined, wanted, (located) => {
      const value = quantity(key, located, { ...stosUnits, ...ozoneUnits });
      if (value === undefined) return undefined;
      const isStos = /(STOS|wei)\s*$/.test(`${located.value}`);
      return { unit: isStos ? ("wei" as const) : ("noz" as const), amount: Math.round(value) };
    });
    return found ?? none;
  }

  function epochs(key: string, epochSeconds: number, range: Range = {}): number {
    const epochRange = { show: inUnit("epochs"), ...range };
    return ranged(key, epochRange, 'a number of epochs, or a duration as "180 days"', (located) => {
      const { value } = located;
      if (typeof value === "number") return Number.isInteger(value) ? value : undefined;
      const seconds = quantity(key, located, { ...durationUnits, epochs: epochSeconds });
      return seconds === undefined ? undefined : Math.round(seconds / epochSeconds);
    });
  }

  function whole(key: string, range: ShownRange, wanted: string, units: UnitTable): number {
    return ranged(key, range, wanted, (located) => {
      const value = quantity(key, located, units);
      return value === undefined ? undefined : Math.round(value);
    });
  }

  /** A text with a unit. A wrong unit is a problem of its own, and answers something harmless. */
  function quantity(key: string, { value }: Located, units: UnitTable): number | undefined {
    const parsed = typeof value === "string" ? parseQuantity(value, units) : undefined;
    if (parsed === undefined) return undefined;
    if ("value" in parsed) return parsed.value;
    addAt(
      key,
      `"${parsed.unknownUnit}" is no unit of ${key}${suggestion(parsed.unknownUnit, Object.keys(units))}`,
    );
    return Number.NaN;
  }

  function ranged(
    key: string,
    { min = 0, max = Number.MAX_VALUE, fallback, or, show = String }: ShownRange,
    expected: string,
    parse: (located: Located) => number | undefined,
  ): number {
    const wanted = or === undefined ? expected : `${expected}, or ${or}`;
    const value = read(key, fallback, wanted, parse);
    if (value === undefined || Number.isNaN(value)) return fallback ?? min;
    if (entries.has(key) && (value < min || value > max)) {
      const written = entries.get(key)?.value ?? value;
      const bounds =
        max === Number.MAX_VALUE ? `at least ${show(min)}` : `from ${show(min)} to ${show(max)}`;
      addAt(key, `${key} is ${shown(written)}, where ${bounds} is possible`);
    }
    return value;
  }

  function read<T>(
    key: string,
    fallback: T | undefined,
    wanted: string,
    parse: (located: Located) => T | undefined,
  ): T | undefined {
    known.add(key);
    const found = entries.get(key);
    if (found === undefined) {
      if (fallback === undefined)
        problems.push({ where, problem: `${name} lacks \`${key}\`: ${wanted} is expected` });
      return fallback;
    }
    const value = parse(found);
    if (value === undefined)
      addAt(key, `${key} is ${shown(found.value)}, where ${wanted} is expected`);
    return value ?? fallback;
  }

  function addAt(key: string, problem: string): void {
    problems.push({ where: entries.get(key)?.where ?? where, problem });
  }

  function close(): void {
    for (const [key, { keyWhere }] of entries)
      if (!known.has(key))
        problems.push({
          where: keyWhere,
          problem: `${name} knows no key \`${key}\`${suggestion(key, [...known])}`,
        });
  }
}

/** A range with how its ends are shown. */
type ShownRange = Range & Readonly<{ show?: (value: number) => string }>;

function percent(part: number): string {
  return `${part * 100}%`;
}

function inStos(amount: number): string {
  return amount < 1e12 ? `${amount} wei` : `${amount / 1e18} STOS`;
}

function inUnit(unit: string): (value: number) => string {
  return (value) => `${value} ${unit}`;
}

function listOf<T>(
  isElement: (value: unknown) => value is T,
): (located: Located) => readonly T[] | undefined {
  return ({ value }) => {
    if (isTable(value as never) || !isList(value)) return undefined;
    const elements = value.map((each) => each.value);
    return elements.every(isElement) ? (elements as readonly unknown[] as readonly T[]) : undefined;
  };
}

function isNumber(value: unknown): value is number {
  return typeof value === "number";
}

function isText(value: unknown): value is string {
  return typeof value === "string";
}
