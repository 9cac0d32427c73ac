import { mulDivFloor, type Noz, noz, parseDecimal, type Wei } from "@stos/units";
import { usageError } from "../cli-error.ts";

/** STOS for one Ozone, as a fraction: the price at genesis is s/l. */
export type OzonePrice = Readonly<{ numerator: bigint; denominator: bigint }>;

const decimals = 18;
/** 1 STOS per oz = 10¹⁸ wei / 10⁹ noz. */
const weiPerNozOfOneStos = 10n ** 9n;

/** `1/50` or `0.02` STOS per oz. Throws a usage error. */
export function parsePrice(text: string): OzonePrice {
  const [above = "", below = "1"] = text.split("/");
  const numerator = parseDecimal(above, decimals);
  const denominator = parseDecimal(below, decimals);
  if (numerator === undefined || denominator === undefined || numerator * denominator === 0n)
    throw usageError(`"${text}" is no price; write STOS per oz, such as 0.02 or 1/50`);
  return { numerator, denominator };
}

/**
 * l₀ = s / price, in noz: the Ozone for sale at genesis that gives this price. Rounds down. Throws a usage error where
 * nothing would be for sale.
 */
export function ozoneLimitAt(deposited: Wei, { numerator, denominator }: OzonePrice): Noz {
  const limit = mulDivFloor(deposited, denominator, numerator * weiPerNozOfOneStos);
  if (limit === 0n)
    throw usageError(
      `with ${deposited} wei of deposits this price leaves no Ozone to sell; lower the price or raise the deposits`,
    );
  return noz(limit);
}
