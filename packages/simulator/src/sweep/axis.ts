/** A key of a scenario and the values that a sweep gives it, as `--set` writes them. */
export type SweepAxis = Readonly<{ key: string; values: readonly string[] }>;

/** A key of a scenario that an analysis varies evenly between two bounds; `unit` stands behind each number. */
export type SweepRange = Readonly<{ key: string; low: number; high: number; unit: string }>;

/** Values of one axis at most. */
const valuesMax = 10_000;

const numberForm = "-?\\d+(?:\\.\\d+)?(?:[eE][+-]?\\d+)?";
const rangeForm = new RegExp(`^(${numberForm})\\.\\.(${numberForm})(?::(\\d+))?(.*)$`);

/** What is wrong with an axis, as a sentence. */
export class AxisError extends RangeError {
  override readonly name = "AxisError";
}

/** `key=a,b,c` or `key=from..to:count`, evenly, with an optional unit: `demand.alice.level=10..100:10 STOS`. Throws `AxisError`. */
export function parseAxis(text: string): SweepAxis {
  const { key, value } = parseKey(text);
  const range = rangeForm.exec(value);
  if (range === null) return { key, values: parseList(text, value) };
  const [, low = "", high = "", count, unit = ""] = range;
  if (count === undefined)
    throw new AxisError(
      `"${text}" lacks how many values to take: ${key}=${low}..${high}:10${unit}`,
    );
  const steps = Number(count) - 1;
  if (steps < 1 || steps >= valuesMax)
    throw new AxisError(`"${text}" asks for ${count} values; 2 to ${valuesMax} are possible`);
  const [from, to] = [Number(low), Number(high)];
  const values = Array.from({ length: steps + 1 }, (_, step) =>
    numberText(step === steps ? to : from + ((to - from) * step) / steps),
  );
  return { key, values: values.map((each) => each + unit.trimEnd()) };
}

/** `key=from..to`, with an optional unit. Throws `AxisError`. */
export function parseRange(text: string): SweepRange {
  const { key, value } = parseKey(text);
  const [, low, high, count, unit = ""] = rangeForm.exec(value) ?? [];
  if (low === undefined || high === undefined || count !== undefined)
    throw new AxisError(
      `"${text}" is no range; write key=from..to, such as demand.0.level=10..100 STOS`,
    );
  if (Number(low) >= Number(high))
    throw new AxisError(`"${text}" goes from ${low} to ${high}; the first must be the smaller one`);
  return { key, low: Number(low), high: Number(high), unit: unit.trimEnd() };
}

/** The override of one value of a range. */
export function overrideAt({ key, unit }: SweepRange, value: number): string {
  return `${key}=${numberText(value)}${unit}`;
}

function parseKey(text: string): Readonly<{ key: string; value: string }> {
  const equals = text.indexOf("=");
  if (equals < 1)
    throw new AxisError(`"${text}" is no axis; write key=a,b,c or key=from..to:count`);
  return { key: text.slice(0, equals).trim(), value: text.slice(equals + 1).trim() };
}

function parseList(text: string, value: string): readonly string[] {
  const values = value.split(",").map((each) => each.trim());
  if (values.some((each) => each === "")) throw new AxisError(`"${text}" has an empty value`);
  if (values.length > valuesMax)
    throw new AxisError(`"${text}" has ${values.length} values; at most ${valuesMax} are possible`);
  return values;
}

/** Never an exponent: TOML amounts have none. Twelve digits hide the rounding of a step. */
function numberText(value: number): string {
  const rounded = Number(value.toPrecision(12));
  const text = `${rounded}`;
  return text.includes("e") ? rounded.toFixed(20).replace(/\.?0+$/, "") : text;
}
