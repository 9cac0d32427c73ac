/** Units of one kind, by name, with what one of each is in base units. */
export type UnitTable = Readonly<Record<string, number>>;

export const stosUnits: UnitTable = { STOS: 1e18, wei: 1 };

/** 1 Ozone is 1 GB of traffic; 1 noz is one byte. */
export const ozoneUnits: UnitTable = {
  oz: 1e9,
  noz: 1,
  B: 1,
  kB: 1e3,
  MB: 1e6,
  GB: 1e9,
  TB: 1e12,
  PB: 1e15,
};

/** In seconds. A year has 365 days: the schedule of 3,616,320 epochs is 68.8 of them. */
export const durationUnits: UnitTable = {
  seconds: 1,
  second: 1,
  minutes: 60,
  minute: 60,
  hours: 3_600,
  hour: 3_600,
  days: 86_400,
  day: 86_400,
  weeks: 604_800,
  week: 604_800,
  years: 31_536_000,
  year: 31_536_000,
};

export type Parsed = Readonly<{ value: number; unit: string }> | Readonly<{ unknownUnit: string }>;

/**
 * "1_000.5 STOS" in base units, rounded to a whole one and to a double's 53 bits. Answers undefined where the text isn't a
 * number with a unit behind it.
 */
export function parseQuantity(text: string, units: UnitTable): Parsed | undefined {
  const match = /^\s*(\d[\d_]*(?:\.\d+)?(?:e[+-]?\d+)?)\s*([A-Za-z%]+)\s*$/.exec(text);
  if (match === null) return undefined;
  const [, digits = "", unit = ""] = match;
  const each = units[unit];
  if (each === undefined) return { unknownUnit: unit };
  return { value: scaled(digits.replaceAll("_", ""), each), unit };
}

/** 0.1 · 10¹⁸ in one rounding: powers of ten are moved into the number's exponent. */
function scaled(digits: string, unit: number): number {
  const power = Math.log10(unit);
  if (!Number.isInteger(power)) return Number(digits) * unit;
  const [mantissa = "", exponent = "0"] = digits.split("e");
  return Number(`${mantissa}e${Number(exponent) + power}`);
}
