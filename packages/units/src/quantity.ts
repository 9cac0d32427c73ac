declare const unit: unique symbol;

/** A non-negative whole number of one base unit. The brand exists only for the compiler. */
export type Quantity<U extends string> = bigint & { readonly [unit]: U };

/** 10⁻¹⁸ STOS. */
export type Wei = Quantity<"wei">;
/** 10⁻⁹ Ozone: one byte of traffic. */
export type Noz = Quantity<"noz">;

export function wei(value: bigint): Wei {
  return nonNegative<"wei">(value);
}

export function noz(value: bigint): Noz {
  return nonNegative<"noz">(value);
}

export function add<U extends string>(a: Quantity<U>, b: Quantity<NoInfer<U>>): Quantity<U> {
  return nonNegative(a + b);
}

/** Throws a `RangeError` where `b` exceeds `a`: callers check first, so a negative result is a bug. */
export function sub<U extends string>(a: Quantity<U>, b: Quantity<NoInfer<U>>): Quantity<U> {
  return nonNegative(a - b);
}

export function min<U extends string>(a: Quantity<U>, b: Quantity<NoInfer<U>>): Quantity<U> {
  return a < b ? a : b;
}

export function max<U extends string>(a: Quantity<U>, b: Quantity<NoInfer<U>>): Quantity<U> {
  return a > b ? a : b;
}

export function sum<U extends string>(values: Iterable<Quantity<U>>): Quantity<U> {
  let total = 0n;
  for (const value of values) total += value;
  return nonNegative(total);
}

function nonNegative<U extends string>(value: bigint): Quantity<U> {
  if (value < 0n) throw new RangeError(`a quantity can't be negative: ${value}`);
  return value as Quantity<U>;
}
