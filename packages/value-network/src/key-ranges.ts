/** The keys whose first component is `first`, an address: nothing in one sorts behind "~". */
export function pairsOf(
  first: string,
): Readonly<{ gte: readonly [string, string]; lt: readonly [string, string] }> {
  return { gte: [first, ""], lt: [`${first}~`, ""] };
}

/** The keys of a text and a number whose first is `first`. */
export function pairsOfNumber(first: string): Readonly<{
  gte: readonly [string, number];
  lt: readonly [string, number];
}> {
  return { gte: [first, 0], lt: [`${first}~`, 0] };
}

/** The same for keys of three components. */
export function triplesOf(first: string): Readonly<{
  gte: readonly [string, string, string];
  lt: readonly [string, string, string];
}> {
  return { gte: [first, "", ""], lt: [`${first}~`, "", ""] };
}

/** The keys of three components whose first two are these. */
export function triplesOfPair(
  first: string,
  second: string,
): Readonly<{
  gte: readonly [string, string, string];
  lt: readonly [string, string, string];
}> {
  return { gte: [first, second, ""], lt: [first, `${second}~`, ""] };
}

/** The keys of two components and a number whose first two are these. */
export function triplesOfPairNumber(
  first: string,
  second: string,
): Readonly<{
  gte: readonly [string, string, number];
  lt: readonly [string, string, number];
}> {
  return { gte: [first, second, 0], lt: [first, `${second}~`, 0] };
}

/** The keys of two components and a number whose first is `first`. */
export function triplesOfNumber(first: string): Readonly<{
  gte: readonly [string, string, number];
  lt: readonly [string, string, number];
}> {
  return { gte: [first, "", 0], lt: [`${first}~`, "", 0] };
}
