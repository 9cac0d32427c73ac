/** Weights ready to divide by: as doubles, which hold them exactly, and as 64-bit words. */
export type CompactWeights = Readonly<{
  doubles: Readonly<Float64Array>;
  words: Readonly<BigUint64Array>;
  largest: number;
  /** W: the sum, below 2⁵³. */
  total: bigint;
}>;

/**
 * The weights divided by their greatest common divisor, which no quotient notices: whole STOS weigh little then.
 * Undefined where their sum still is 2⁵³ or more.
 */
export function compactWeights(each: readonly bigint[], total: bigint): CompactWeights | undefined {
  const divisor = total < exactDoubles ? 1n : commonDivisor(each);
  if (divisor === 0n || total / divisor >= exactDoubles) return undefined;

  const doubles = new Float64Array(each.length);
  const words = new BigUint64Array(each.length);
  let largest = 0;
  for (const [at, weight] of each.entries()) {
    const reduced = divisor === 1n ? weight : weight / divisor;
    const double = asDouble(reduced);
    words[at] = reduced;
    doubles[at] = double;
    if (double > largest) largest = double;
  }
  return { doubles, words, largest, total: total / divisor };
}

/**
 * ⌊A · wᵢ / W⌋ of every weight, exactly as by bigints, in an eighth of their time. Undefined where a quotient may reach 2⁶¹.
 *
 * A guess e of doubles, made exact in words of 64 bits. w and W are exact; A, A / W and its product with w are rounded once
 * each, so the product is off by less than 3.01 · 2⁻⁵³ of 2⁶¹, which is 771, and its floor e by less than 772. The rest
 * r = A·w − e·W lies within 772 · W < 2⁶³: its lowest 64 bits, read with their sign, are r itself, however large A·w is. So
 * ⌊A·w / W⌋ = e + ⌊r / W⌋, and only the floor of a negative r needs care, since bigints divide towards zero.
 */
export function divideCompactly(
  amount: bigint,
  { doubles, words, largest, total }: CompactWeights,
): readonly bigint[] | undefined {
  const ratio = asDouble(amount) / asDouble(total);
  if (!(largest * ratio < quotientLimit)) return undefined;

  const guesses = guessQuotients(doubles, ratio);
  const factor = BigInt.asUintN(64, amount);
  const divisor = BigInt.asIntN(64, total);
  const quotients = new Array<bigint>(words.length);
  for (let at = 0; at < words.length; at += 1) {
    const guess = guesses[at] ?? 0n;
    const rest = BigInt.asIntN(64, factor * (words[at] ?? 0n) - guess * divisor);
    const steps = BigInt.asIntN(64, rest / divisor);
    const isAbove = BigInt.asIntN(64, rest - BigInt.asIntN(64, steps * divisor)) < 0n;
    quotients[at] = BigInt.asUintN(64, guess + (isAbove ? steps - 1n : steps));
  }
  return quotients;
}

/** Whole doubles as 64-bit words, written by halves: turning each into a bigint would cost more than dividing. */
function guessQuotients(doubles: Readonly<Float64Array>, ratio: number): BigUint64Array {
  const words = new BigUint64Array(doubles.length);
  const bytes = new DataView(words.buffer);
  const isLittle = new Uint8Array(new Uint16Array([1]).buffer)[0] === 1;
  for (let at = 0; at < doubles.length; at += 1) {
    const guess = floor((doubles[at] ?? 0) * ratio);
    const high = floor(guess / 2 ** 32);
    bytes.setUint32(8 * at, isLittle ? guess - high * 2 ** 32 : high, isLittle);
    bytes.setUint32(8 * at + 4, isLittle ? high : guess - high * 2 ** 32, isLittle);
  }
  return words;
}

const exactDoubles = 2n ** 53n;
const quotientLimit = 2 ** 61;

function commonDivisor(each: readonly bigint[]): bigint {
  let divisor = 0n;
  for (const weight of each) {
    let rest = weight;
    while (rest !== 0n) [divisor, rest] = [rest, divisor % rest];
    if (divisor === 1n) return 1n;
  }
  return divisor;
}

/** The nearest double. `Number` is forbidden where money is; these only guess, and the words make it exact. */
function asDouble(value: bigint): number {
  // biome-ignore lint/style/noRestrictedGlobals: a guess.
  return Number(value);
}

function floor(value: number): number {
  // biome-ignore lint/style/noRestrictedGlobals: of a guess.
  return Math.floor(value);
}
