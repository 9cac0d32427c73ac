import type { Amount, Unit } from "../run/run-result.ts";

/** How a figure is shown: `exponent` places its decimal point, `label` names what it then counts. */
type Shown = Readonly<{ exponent: number; label: string }>;

const shown: Readonly<Record<Unit, Shown>> = {
  wei: { exponent: -18, label: "STOS" },
  noz: { exponent: -9, label: "oz" },
  "wei-per-noz": { exponent: -9, label: "STOS/oz" },
  count: { exponent: 0, label: "" },
  ratio: { exponent: 0, label: "" },
};

/** What a unit's texts count: `STOS`, `oz`, `STOS/oz`, or nothing. */
export function unitLabel(unit: Unit): string {
  return shown[unit].label;
}

/** Decimal places by which a unit's texts are shifted: 18 for wei, which are shown in STOS. */
export function unitDecimals(unit: Unit): number {
  return -shown[unit].exponent;
}

/** A figure in its unit's label, as a double: for plots. */
export function amountNumber(value: Amount, unit: Unit): number {
  return Number(amountText(value, unit));
}

/**
 * A figure in its unit's label with every digit it has, and never an exponent: `1.5` STOS for 1,500,000,000,000,000,000 wei. Whole doubles
 * are expanded exactly; others have the shortest digits that name them.
 */
export function amountText(value: Amount, unit: Unit): string {
  return shiftedText(plainText(value), shown[unit].exponent);
}

function plainText(value: Amount): string {
  if (typeof value === "bigint") return `${value}`;
  if (Number.isInteger(value)) return `${BigInt(value)}`;
  if (!Number.isFinite(value)) return "";
  const [mantissa = "", exponent = "0"] = `${value}`.split("e");
  return shiftedText(mantissa, Number(exponent));
}

/** Moves the decimal point of a plain decimal text. */
function shiftedText(text: string, exponent: number): string {
  if (text === "") return "";
  const isNegative = text.startsWith("-");
  const [whole = "", fraction = ""] = text.replace("-", "").split(".");
  const digits = whole + fraction;
  const point = whole.length + exponent;
  const padded = point <= 0 ? "0".repeat(1 - point) + digits : digits.padEnd(point, "0");
  const at = Math.max(point, 1);
  const wholePart = padded.slice(0, at).replace(/^0+(?=\d)/, "");
  const fractionPart = padded.slice(at).replace(/0+$/, "");
  const magnitude = fractionPart === "" ? wholePart : `${wholePart}.${fractionPart}`;
  return isNegative && magnitude !== "0" ? `-${magnitude}` : magnitude;
}
