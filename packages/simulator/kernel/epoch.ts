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
}

// ---- drawing

let s0: v128 = i32x4.splat(0);
let s1: v128 = i32x4.splat(0);
let s2: v128 = i32x4.splat(0);
let s3: v128 = i32x4.splat(0);

/** Four lanes of xoshiro128+, each seeded by murmur3's finalizer over (seed, epoch, lane). */
function seedLanes(seed: u32, epoch: u32): void {
  s0 = lanes(seed, epoch, 0);
  s1 = lanes(seed, epoch, 4);
  s2 = lanes(seed, epoch, 8);
  s3 = lanes(seed, epoch, 12);
}

function lanes(seed: u32, epoch: u32, word: u32): v128 {
  let four = i32x4.splat(0);
  four = i32x4.replace_lane(four, 0, mixed(seed, epoch, word));
  four = i32x4.replace_lane(four, 1, mixed(seed, epoch, word + 1));
  four = i32x4.replace_lane(four, 2, mixed(seed, epoch, word + 2));
  return i32x4.replace_lane(four, 3, mixed(seed, epoch, word + 3));
}

function mixed(seed: u32, epoch: u32, word: u32): u32 {
  return finalized(finalized(finalized(seed ^ 0x9e3779b9) + epoch) + (word + 1) * 0x85ebca6b);
}

function finalized(value: u32): u32 {
  let h = value;
  h ^= h >> 16;
  h *= 0x85ebca6b;
  h ^= h >> 13;
  h *= 0xc2b2ae35;
  return h ^ (h >> 16);
}

// @ts-ignore: decorator
@inline
function nextLanes(): v128 {
  const result = i32x4.add(s0, s3);
  const shifted = i32x4.shl(s1, 9);
  s2 = v128.xor(s2, s0);
  s3 = v128.xor(s3, s1);
  s1 = v128.xor(s1, s2);
  s0 = v128.xor(s0, s3);
  s2 = v128.xor(s2, shifted);
  s3 = v128.or(i32x4.shl(s3, 11), i32x4.shr_u(s3, 21));
  return result;
}

/** Factor 1 for everybody. Answers Σ weight. `from` and `to` are multiples of four. */
export function drawEven(from: i32, to: i32): f64 {
  let sum = f64x2.splat(0);
  for (let at: usize = (<usize>from) << 3, end: usize = (<usize>to) << 3; at < end; at += 16) {
    const each = v128.load(weight + at);
    v128.store(drawn + at, each);
    sum = f64x2.add(sum, each);
  }
  return f64x2.extract_lane(sum, 0) + f64x2.extract_lane(sum, 1);
}

/** Factors u + ½ with u of 32 random bits. */
export function drawUniform(from: i32, to: i32, seed: u32, epoch: u32): f64 {
  seedLanes(seed, epoch);
  const half = f64x2.splat(0.5);
  let sum = f64x2.splat(0);
  for (let at: usize = (<usize>from) << 3, end: usize = (<usize>to) << 3; at < end; at += 32) {
    const bits = nextLanes();
    const low = f64x2.add(f64x2.convert_low_i32x4_u(bits), half);
    const highBits = i8x16.shuffle(bits, bits, 8, 9, 10, 11, 12, 13, 14, 15, 8, 9, 10, 11, 12, 13, 14, 15);
    const high = f64x2.add(f64x2.convert_low_i32x4_u(highBits), half);
    const first = f64x2.mul(low, v128.load(weight + at));
    const second = f64x2.mul(high, v128.load(weight + at, 16));
    v128.store(drawn + at, first);
    v128.store(drawn + at, second, 16);
    sum = f64x2.add(sum, f64x2.add(first, second));
  }
  return f64x2.extract_lane(sum, 0) + f64x2.extract_lane(sum, 1);
}

/** Factors −ln((u + ½) / 2³²). */
export function drawExponential(from: i32, to: i32, seed: u32, epoch: u32): f64 {
  drawUniform(from, to, seed, epoch);
  seedLanes(seed, epoch);
  let sum: f64 = 0;
  for (let node = from; node < to; node += 4) {
    const bits = nextLanes();
    sum += exponential(node, i32x4.extract_lane(bits, 0));
    sum += exponential(node + 1, i32x4.extract_lane(bits, 1));
    sum += exponential(node + 2, i32x4.extract_lane(bits, 2));
    sum += exponential(node + 3, i32x4.extract_lane(bits, 3));
  }
  return sum;
}

function exponential(node: i32, bits: u32): f64 {
  const at: usize = (<usize>node) << 3;
  const factor = -Math.log((<f64>bits + 0.5) * 2.3283064365386963e-10) * load<f64>(weight + at);
  store<f64>(drawn + at, factor);
  return factor;
}

/** Adds ⌊drawn · scale⌋ to every node's traffic; answers the sum. */
export function addDrawn(from: i32, to: i32, scale: f64): f64 {
  const by = f64x2.splat(scale);
  let sum = f64x2.splat(0);
  for (let at: usize = (<usize>from) << 3, end: usize = (<usize>to) << 3; at < end; at += 16) {
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
  let handle = f64x2.replace_lane(f64x2.splat(0), 1, 1);
  let sum = f64x2.splat(0);
  for (let at: usize = 0, end: usize = (<usize>nodes) << 3; at < end; at += 16) {
    const value = v128.load(traffic + at);
    const isTied = v128.and(f64x2.eq(value, least), f64x2.le(handle, last));
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
    handle = f64x2.add(handle, two);
  }
  return f64x2.extract_lane(sum, 0) + f64x2.extract_lane(sum, 1);
}
