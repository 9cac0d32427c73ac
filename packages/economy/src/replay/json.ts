/** What JSON can say. Money is a decimal text of base units, never a number. */
export type Json = null | boolean | number | string | readonly Json[] | JsonObject;

export type JsonObject = { readonly [key: string]: Json };

/** An integer small enough for a JSON number: a stage, a percentage, an epoch, a day. */
export function smallInteger(value: bigint): number {
  return parseInt(`${value}`, 10);
}

/** Amounts by id, zeros left out. */
export function amountsById(amounts: Iterable<readonly [string, bigint]>): JsonObject {
  return Object.fromEntries(
    [...amounts].filter(([, amount]) => amount > 0n).map(([id, amount]) => [id, `${amount}`]),
  );
}
