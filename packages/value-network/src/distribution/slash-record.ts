import type { ValueCapabilities } from "../capabilities.ts";
import { one } from "../decimal.ts";

/** Keeps a slash for those who ask. Rewards need none of it: they go by shares, and a slash takes none. */
export function noteSlash(
  { block, distribution }: Pick<ValueCapabilities, "block" | "distribution">,
  operator: string,
  fraction: bigint,
): void {
  const { slashes } = distribution.state;
  const before = slashes.get([operator, block.height])?.fraction ?? 0n;
  const together = one - ((one - before) * (one - fraction)) / one;
  slashes.set([operator, block.height], { fraction: together });
}
