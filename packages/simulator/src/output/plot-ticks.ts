export type Scale = "linear" | "log";

export type Tick = Readonly<{ at: number; text: string }>;

export type Ticks = Readonly<{ ticks: readonly Tick[]; start: number; end: number }>;

/** About as many as can be read. */
const ticksWanted = 6;

/**
 * Round places on an axis and their texts. `isFixed`: the axis spans exactly `from` to `to`; otherwise it is widened to the next round place.
 */
export function axisTicks(
  { from, to }: Readonly<{ from: number; to: number }>,
  { scale, isFixed }: Readonly<{ scale: Scale; isFixed: boolean }>,
): Ticks {
  return scale === "log" ? logTicks(from, to, isFixed) : linearTicks(from, to, isFixed);
}

function linearTicks(from: number, to: number, isFixed: boolean): Ticks {
  const high = to > from ? to : from + (Math.abs(from) || 1);
  const step = roundStep((high - from) / ticksWanted);
  const first = Math.ceil(from / step - 1e-9);
  const start = isFixed ? from : Math.floor(from / step + 1e-9) * step;
  const end = isFixed ? high : Math.ceil(high / step - 1e-9) * step;
  const ticks: Tick[] = [];
  const begin = isFixed ? first : Math.round(start / step);
  for (let count = begin; count * step <= end + step * 1e-9; count += 1)
    ticks.push({ at: count * step, text: tickText(count * step, step) });
  return { ticks, start, end };
}

/** 1, 2 or 5 times a power of ten. */
function roundStep(rough: number): number {
  const power = 10 ** Math.floor(Math.log10(rough));
  const times = rough / power;
  if (times <= 1) return power;
  if (times <= 2) return 2 * power;
  return times <= 5 ? 5 * power : 10 * power;
}

function logTicks(from: number, to: number, isFixed: boolean): Ticks {
  const low = Math.floor(Math.log10(from) + 1e-9);
  const high = Math.max(low + 1, Math.ceil(Math.log10(to) - 1e-9));
  const every = Math.ceil((high - low) / ticksWanted);
  const ticks: Tick[] = [];
  for (let power = low; power <= high; power += every) {
    const at = 10 ** power;
    if (!isFixed || (at >= from && at <= to)) ticks.push({ at, text: tickText(at, at) });
  }
  return { ticks, start: isFixed ? from : 10 ** low, end: isFixed ? to : 10 ** high };
}

const suffixes = [
  [1e12, "T"],
  [1e9, "G"],
  [1e6, "M"],
  [1e3, "k"],
] as const;

/** `1.5M`, `20k`, `0.05`: as many digits as the step needs. */
function tickText(value: number, step: number): string {
  if (value === 0) return "0";
  const size = Math.abs(value);
  const [unit, suffix] = suffixes.find(([each]) => size >= each && size >= 10_000) ?? [1, ""];
  const digits = Math.max(0, Math.ceil(-Math.log10(step / unit) - 1e-9));
  if (digits > 6) return value.toExponential(0).replace("e", "e");
  const [whole = "", fraction = ""] = (value / unit).toFixed(digits).split(".");
  const trimmed = fraction.replace(/0+$/, "");
  return `${grouped(whole)}${trimmed === "" ? "" : `.${trimmed}`}${suffix}`;
}

/** Thin spaces between thousands. */
function grouped(whole: string): string {
  return whole.replace(/\B(?=(\d{3})+$)/g, "\u2009");
}
