/** Numbers that look random and are the same for the same seed on every machine: xoshiro128** over four 32-bit words. */
export type RandomSource = Readonly<{
  /** 0 to 2³² − 1. */
  word(): number;
  /** [0, 1), of 53 bits. */
  fraction(): number;
  /** 0 to `count` − 1. Its bias is below count / 2⁵³. */
  below(count: number): number;
  /** A 256-bit integer, for the economy's draws. */
  wide(): bigint;
}>;

/** The source of one agent of a scenario: agents with other names draw independently, whatever stands beside them. */
export function randomSource(seed: number, name: string): RandomSource {
  const state = seededState(seed, name);
  const word = () => nextWord(state);
  const fraction = () => ((word() >>> 5) * 67_108_864 + (word() >>> 6)) / 9_007_199_254_740_992;
  return {
    word,
    fraction,
    below: (count) => Math.floor(fraction() * count),
    wide() {
      let value = 0n;
      for (let at = 0; at < 8; at += 1) value = (value << 32n) | BigInt(word());
      return value;
    },
  };
}

/** How many of a Poisson process of that mean happen: by products of uniforms, in parts of at most 500. */
export function poisson(random: RandomSource, mean: number): number {
  let count = 0;
  for (let left = mean; left > 0; left -= poissonPart)
    count += smallPoisson(random, Math.min(left, poissonPart));
  return count;
}

/** e^−700 is still a double; longer means are drawn in parts. */
const poissonPart = 500;

function smallPoisson(random: RandomSource, mean: number): number {
  const border = Math.exp(-mean);
  let count = 0;
  for (let product = random.fraction(); product > border; product *= random.fraction()) count += 1;
  return count;
}

/** Mean 1. */
export function exponential(random: RandomSource): number {
  return -Math.log(1 - random.fraction());
}

/** Blackman and Vigna's generator: period 2¹²⁸ − 1. */
function nextWord(state: Uint32Array): number {
  const s0 = state[0] ?? 0;
  const s1 = state[1] ?? 0;
  const s2 = state[2] ?? 0;
  const s3 = state[3] ?? 0;
  const result = Math.imul(rotated(Math.imul(s1, 5), 7), 9) >>> 0;
  const t2 = s2 ^ s0;
  const t3 = s3 ^ s1;
  state[1] = s1 ^ t2;
  state[0] = s0 ^ t3;
  state[2] = t2 ^ (s1 << 9);
  state[3] = rotated(t3, 11);
  return result;
}

function rotated(value: number, by: number): number {
  return (value << by) | (value >>> (32 - by));
}

/** FNV-1a over the name, then murmur3's finalizer over (hash, seed, word). Never all zero. */
function seededState(seed: number, name: string): Uint32Array {
  let hash = 0x811c9dc5;
  for (let at = 0; at < name.length; at += 1)
    hash = Math.imul(hash ^ name.charCodeAt(at), 0x01000193);
  const state = new Uint32Array(4);
  for (let at = 0; at < 4; at += 1)
    state[at] = finalized(finalized(hash ^ Math.imul(at + 1, 0x9e3779b9)) + seed);
  if (state.every((each) => each === 0)) state[0] = 1;
  return state;
}

function finalized(value: number): number {
  let h = value;
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return (h ^ (h >>> 16)) >>> 0;
}
