import { sdkError } from "@stos/ledger";
import { type Wei, wei } from "@stos/units";

/** The denomination of every balance: 10⁻¹⁸ STOS. */
export const denom = "wei";

/** A coin as messages and queries carry it. */
export type Coin = Readonly<{ denom: string; amount: string }>;

/** The wei of a message's coins: one coin, in wei, more than nothing. Throws `ChainError`. */
export function positiveAmount(coins: readonly Coin[]): Wei {
  const [coin] = coins;
  if (coin === undefined || coins.length !== 1)
    throw sdkError("invalid-coins", `expected one coin in ${denom}, got ${coins.length}`);

  const amount = amountOf(coin);
  if (amount === 0n) throw sdkError("invalid-coins", "the amount is zero; send at least 1wei");
  return amount;
}

export function amountOf({ denom: unit, amount }: Coin): Wei {
  if (unit !== denom) throw sdkError("invalid-coins", `the denomination is ${unit}, not ${denom}`);
  return parseAmount(amount);
}

export function coinOf(amount: bigint): Coin {
  return { denom, amount: `${amount}` };
}

/** No coin for nothing, as Cosmos lists coins. */
export function coinsOf(amount: bigint): readonly Coin[] {
  return amount === 0n ? [] : [coinOf(amount)];
}

/** A whole number of at most 60 digits. Throws `ChainError`. */
export function parseAmount(text: string): Wei {
  if (!/^(0|[1-9]\d{0,59})$/.test(text))
    throw sdkError("invalid-coins", `"${text}" is no amount: a whole number was expected`);
  return wei(BigInt(text));
}
