/**
 * The inner loops of the fast engine, in AssemblyScript: drawing traffic, finding the border of the top 80 %, paying.
 *
 * Every array holds one f64 a node, by handle, padded to a multiple of four with zeros, so that loops need no tail.
 * Traffic is whole noz: sums are exact while an epoch's total stays below 2⁵³.
 */

/** Where the caller put the arrays, in bytes. */
let nodes: i32 = 0;
let weight: usize = 0;
let traffic: usize = 0;
let drawn: usize = 0;
let earnedTraffic: usize = 0;
let earnedMining: usize = 0;
let near: usize = 0;
let handle: usize = 0;

/** What `select` found: the sum and number of settled nodes, the border's traffic, and the last settled handle that has it. */
export let selectedSum: f64 = 0;
export let selectedCount: i32 = 0;
export let unsettledTotal: f64 = 0;
export let unsettledCount: i32 = 0;
let border: f64 = 0;
let lastTied: f64 = 0;

export function place(count: i32, base: usize): void {
  const row: usize = (<usize>count) << 3;
  nodes = count;
  weight = base;
  traffic = base + row;
  drawn = base + 2 * row;
  earnedTraffic = base + 3 * row;
  earnedMining = base + 4 * row;
  near = base + 5 * row;
  handle = base + 7 * row;
}

// ---- drawing
//
// A node's part is ⌊weight · factor · scale⌋, a whole number below 2³⁵: sums are exact in any order, and a factor depends
// on nothing but (seed, epoch, handle). So it doesn't matter where in its arrays a node stands, nor who stands beside it.

/** The power of two that brings the greatest weight times `bits` more than it to below 2³⁵. */
function partScale(bits: i64): f64 {
  let most = f64x2.splat(0);
  for (let at: usize = weight, end: usize = weight + ((<usize>nodes) << 3); at < end; at += 16)
    most = f64x2.pmax(most, v128.load(at));
  const greatest = Math.max(f64x2.extract_lane(most, 0), f64x2.extract_lane(most, 1));
  if (!(greatest > 1e-300)) return 0;
  const exponent = <i64>((reinterpret<u64>(greatest) >> 52) & 0x7ff) - 1_023;
  return reinterpret<f64>(<u64>(1_023 + 34 - bits - exponent) << 52);
}

/** Murmur3's finalizer. */
function finalized(value: u32): u32 {
  let h = value;
  h ^= h >> 16;
  h *= 0x85ebca6b;
  h ^= h >> 13;
  h *= 0xc2b2ae35;
  return h ^ (h >> 16);
}

let firstKey: v128 = i32x4.splat(0);
let secondKey: v128 = i32x4.splat(0);

function setKeys(seed: u32, epoch: u32): void {
  const mixed = finalized(finalized(seed ^ 0x9e3779b9) + epoch);
  firstKey = i32x4.splat(finalized(mixed + 0x85ebca6b));
  secondKey = i32x4.splat(finalized(mixed + 0x0bd794d6));
}

/** 32 random bits for each of the four handles from byte `at` on: Wellons's lowbias32, keyed before and between. */
// @ts-ignore: decorator
@inline
function bitsOf(at: usize): v128 {
  let x = i32x4.add(i32x4.mul(v128.load(handle + at), i32x4.splat(0x9e3779b9)), firstKey);
  x = v128.xor(x, i32x4.shr_u(x, 16));
  x = i32x4.mul(x, i32x4.splat(0x7feb352d));
  x = v128.xor(x, i32x4.shr_u(x, 15));
  x = i32x4.mul(v128.xor(x, secondKey), i32x4.splat(0x846ca68b));
  return v128.xor(x, i32x4.shr_u(x, 16));
}

// @ts-ignore: decorator
@inline
function upperPair(bits: v128): v128 {
  return i8x16.shuffle(bits, bits, 8, 9, 10, 11, 12, 13, 14, 15, 8, 9, 10, 11, 12, 13, 14, 15);
}

/** u + ½ of the lower two u of 32 bits. */
// @ts-ignore: decorator
@inline
function uniform(bits: v128): v128 {
  return f64x2.add(f64x2.convert_low_i32x4_u(bits), f64x2.splat(0.5));
}

/** Puts ⌊weight · factor⌋ where two nodes' parts belong, and answers it. */
// @ts-ignore: decorator
@inline
function putParts(at: usize, factor: v128): v128 {
  const parts = f64x2.floor(f64x2.mul(v128.load(weight + at), factor));
  v128.store(drawn + at, parts);
  return parts;
}

/** Factor 1 for everybody. Answers the sum of all parts. */
export function drawEven(): f64 {
  const scale = f64x2.splat(partScale(0));
  let sum = f64x2.splat(0);
  for (let at: usize = 0, end: usize = (<usize>nodes) << 3; at < end; at += 16)
    sum = f64x2.add(sum, putParts(at, scale));
  return f64x2.extract_lane(sum, 0) + f64x2.extract_lane(sum, 1);
}

/** Factors uniform in (0, 1): (u + ½) / 2³² with u of 32 random bits. */
export function drawUniform(seed: u32, epoch: u32): f64 {
  const scale = f64x2.splat(partScale(0) * 2.3283064365386963e-10);
  setKeys(seed, epoch);
  let sum = f64x2.splat(0);
  for (let at: usize = 0, end: usize = (<usize>nodes) << 3; at < end; at += 32) {
    const bits = bitsOf(at >> 1);
    const lower = putParts(at, f64x2.mul(uniform(bits), scale));
    const upper = putParts(at + 16, f64x2.mul(uniform(upperPair(bits)), scale));
    sum = f64x2.add(sum, f64x2.add(lower, upper));
  }
  return f64x2.extract_lane(sum, 0) + f64x2.extract_lane(sum, 1);
}

/** Factors exponential with mean 1: −ln((u + ½) / 2³²), at most 22.9. */
export function drawExponential(seed: u32, epoch: u32): f64 {
  const scale = f64x2.splat(partScale(5));
  setKeys(seed, epoch);
  let sum = f64x2.splat(0);
  for (let at: usize = 0, end: usize = (<usize>nodes) << 3; at < end; at += 32) {
    const bits = bitsOf(at >> 1);
    const lower = putParts(at, f64x2.mul(exponential(uniform(bits)), scale));
    const upper = putParts(at + 16, f64x2.mul(exponential(uniform(upperPair(bits))), scale));
    sum = f64x2.add(sum, f64x2.add(lower, upper));
  }
  return f64x2.extract_lane(sum, 0) + f64x2.extract_lane(sum, 1);
}

/** 32 · ln 2 − ln x: x is m · 2ᵉ with m in [√½, √2), and ln m = 2 · atanh s with s = (m − 1) / (m + 1). Within 10⁻¹¹. */
// @ts-ignore: decorator
@inline
function exponential(x: v128): v128 {
  const one = f64x2.splat(1);
  const mantissa = v128.or(
    v128.and(x, i64x2.splat(0x000f_ffff_ffff_ffff)),
    i64x2.splat(0x3ff0_0000_0000_0000),
  );
  const isLarge = f64x2.ge(mantissa, f64x2.splat(1.4142135623730951));
  const m = v128.bitselect(f64x2.mul(mantissa, f64x2.splat(0.5)), mantissa, isLarge);
  // The biased exponent under a double's 2⁵², as a number; it is one more where m was halved.
  const biased = v128.or(i64x2.shr_u(x, 52), i64x2.splat(0x4330_0000_0000_0000));
  const e = f64x2.add(
    f64x2.sub(biased, f64x2.splat(4503599627370496 + 1_023)),
    v128.and(isLarge, one),
  );

  const s = f64x2.div(f64x2.sub(m, one), f64x2.add(m, one));
  const z = f64x2.mul(s, s);
  let series = f64x2.splat(2.0 / 13);
  series = f64x2.add(f64x2.mul(series, z), f64x2.splat(2.0 / 11));
  series = f64x2.add(f64x2.mul(series, z), f64x2.splat(2.0 / 9));
  series = f64x2.add(f64x2.mul(series, z), f64x2.splat(2.0 / 7));
  series = f64x2.add(f64x2.mul(series, z), f64x2.splat(2.0 / 5));
  series = f64x2.add(f64x2.mul(series, z), f64x2.splat(2.0 / 3));
  series = f64x2.add(f64x2.mul(series, z), f64x2.splat(2));
  const whole = f64x2.mul(f64x2.sub(f64x2.splat(32), e), f64x2.splat(0.6931471805599453));
  return f64x2.sub(whole, f64x2.mul(series, s));
}

/** Adds ⌊drawn · scale⌋ to every node's traffic; answers the sum. */
export function addDrawn(scale: f64): f64 {
  const by = f64x2.splat(scale);
  let sum = f64x2.splat(0);
  for (let at: usize = 0, end: usize = (<usize>nodes) << 3; at < end; at += 16) {
    const each = f64x2.floor(f64x2.mul(v128.load(drawn + at), by));
    v128.store(drawn + at, each);
    v128.store(traffic + at, f64x2.add(v128.load(traffic + at), each));
    sum = f64x2.add(sum, each);
  }
  return f64x2.extract_lane(sum, 0) + f64x2.extract_lane(sum, 1);
}

// ---- the top 80 %

/** Sum and number of what is at least `limit`, in `aboveSum` and `aboveCount`. */
let aboveSum: f64 = 0;
let aboveCount: i32 = 0;

function countFrom(limit: f64): void {
  const least = f64x2.splat(limit);
  let sum = f64x2.splat(0);
  let count = i64x2.splat(0);
  for (let at: usize = traffic, end: usize = traffic + ((<usize>nodes) << 3); at < end; at += 32) {
    const first = v128.load(at);
    const second = v128.load(at, 16);
    const isFirst = f64x2.ge(first, least);
    const isSecond = f64x2.ge(second, least);
    sum = f64x2.add(sum, f64x2.add(v128.and(first, isFirst), v128.and(second, isSecond)));
    count = i64x2.sub(count, i64x2.add(isFirst, isSecond));
  }
  aboveSum = f64x2.extract_lane(sum, 0) + f64x2.extract_lane(sum, 1);
  aboveCount = <i32>(i64x2.extract_lane(count, 0) + i64x2.extract_lane(count, 1));
}

/**
 * The shortest prefix, by traffic descending and then by handle, whose sum is at least 80 % of all: S ≥ 4 · (total − S),
 * which doubles compute exactly. Answers S. A bracket around the border is narrowed by counting passes, started at
 * `guess`; what is left in it is sorted.
 */
export function select(guess: f64): f64 {
  countFrom(1);
  unsettledTotal = aboveSum;
  unsettledCount = aboveCount;
  if (unsettledTotal == 0) return settledUpTo(0, 0, Infinity, -1);

  // What is ≥ low reaches 80 %, what is ≥ high doesn't. Both are whole, as all traffic is.
  let low: f64 = 1;
  let lowSum = aboveSum;
  let lowCount = aboveCount;
  let high: f64 = aboveSum + 1;
  let highSum: f64 = 0;
  let highCount = 0;
  let next = guess;
  for (let pass = 0; lowCount - highCount > nearLimit && high - low > 1; pass++) {
    next = Math.ceil(next);
    if (!(next > low && next < high)) next = Math.ceil(low + (high - low) * 0.5);
    countFrom(next);
    if (reaches(aboveSum)) {
      low = next;
      lowSum = aboveSum;
      lowCount = aboveCount;
    } else {
      high = next;
      highSum = aboveSum;
      highCount = aboveCount;
    }
    next = pass < aimedPasses ? aimed(low, lowSum, high, highSum) : 0;
  }
  return lowCount - highCount > nearLimit
    ? selectTied(low, highSum, highCount)
    : selectNear(low, high, highSum, highCount);
}

/** After these the bracket is halved: at most 53 times more. */
const aimedPasses: i32 = 16;
const nearLimit: i32 = 24;

// @ts-ignore: decorator
@inline
function reaches(sum: f64): bool {
  return sum >= 4 * (unsettledTotal - sum);
}

/** Where a straight line from one end's sum to the other's crosses 80 %; from an unbounded end, twice the near one. */
function aimed(low: f64, lowSum: f64, high: f64, highSum: f64): f64 {
  if (highSum == 0) return low * 2;
  const part = (lowSum - unsettledTotal * 0.8) / (lowSum - highSum);
  return low + (high - low) * part;
}

/** The bracket holds one traffic many times over: the first by handle settle until 80 % are reached. */
function selectTied(value: f64, sumAbove: f64, countAbove: i32): f64 {
  let sum = sumAbove;
  let count = countAbove;
  let node = 0;
  for (; !reaches(sum); node++) {
    if (load<f64>(traffic + ((<usize>node) << 3)) != value) continue;
    sum += value;
    count += 1;
  }
  return settledUpTo(sum, count, value, node - 1);
}

/** Sorts the few that lie in [low, high), greatest first and then by handle, and takes what is needed of them. */
function selectNear(low: f64, high: f64, sumAbove: f64, countAbove: i32): f64 {
  let found = 0;
  for (let node = 0; node < nodes; node++) {
    const value = load<f64>(traffic + ((<usize>node) << 3));
    if (value >= low && value < high) insertNear(found++, value, node);
  }

  let sum = sumAbove;
  let count = countAbove;
  let at = near;
  for (; !reaches(sum); at += 16) {
    sum += load<f64>(at);
    count += 1;
  }
  return settledUpTo(sum, count, load<f64>(at - 16), <i32>load<f64>(at - 8));
}

function insertNear(count: i32, value: f64, node: i32): void {
  let at: usize = near + ((<usize>count) << 4);
  while (at > near && load<f64>(at - 16) < value) {
    store<f64>(at, load<f64>(at - 16));
    store<f64>(at + 8, load<f64>(at - 8));
    at -= 16;
  }
  store<f64>(at, value);
  store<f64>(at + 8, <f64>node);
}

function settledUpTo(sum: f64, count: i32, value: f64, node: i32): f64 {
  selectedSum = sum;
  selectedCount = count;
  border = value;
  lastTied = <f64>node;
  return sum;
}

/** The border of the newest selection: next epoch's guess. */
export function borderOf(): f64 {
  return border;
}

// ---- paying

/**
 * Pays every settled node `perTraffic` and `perMining` for each noz, keeps what it settled in the row of this epoch, and
 * empties its traffic. Answers the sum of what was settled, counted anew.
 */
export function pay(perTraffic: f64, perMining: f64, row: usize): f64 {
  const least = f64x2.splat(border);
  const last = f64x2.splat(lastTied);
  const two = f64x2.splat(2);
  const byTraffic = f64x2.splat(perTraffic);
  const byMining = f64x2.splat(perMining);
  let place = f64x2.replace_lane(f64x2.splat(0), 1, 1);
  let sum = f64x2.splat(0);
  for (let at: usize = 0, end: usize = (<usize>nodes) << 3; at < end; at += 16) {
    const value = v128.load(traffic + at);
    const isTied = v128.and(f64x2.eq(value, least), f64x2.le(place, last));
    const settled = v128.and(value, v128.or(f64x2.gt(value, least), isTied));
    v128.store(traffic + at, f64x2.sub(value, settled));
    v128.store(row + at, settled);
    v128.store(
      earnedTraffic + at,
      f64x2.add(v128.load(earnedTraffic + at), f64x2.mul(settled, byTraffic)),
    );
    v128.store(
      earnedMining + at,
      f64x2.add(v128.load(earnedMining + at), f64x2.mul(settled, byMining)),
    );
    sum = f64x2.add(sum, settled);
    place = f64x2.add(place, two);
  }
  return f64x2.extract_lane(sum, 0) + f64x2.extract_lane(sum, 1);
}
