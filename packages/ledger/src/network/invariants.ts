import type { BlockInfo } from "../context.ts";
import type { Network } from "../module.ts";
import { ChainHalt } from "./chain-halt.ts";

/** One sentence for each invariant that doesn't hold, led by its module and name. */
export async function brokenInvariants<C>(
  { modules }: Network<C>,
  capabilities: C,
): Promise<readonly string[]> {
  const broken: string[] = [];
  for (const { name, invariants = [] } of modules) {
    for (const invariant of invariants) {
      const reason = await invariant.check(capabilities);
      if (reason !== undefined) broken.push(`${name}: ${invariant.name}: ${reason}`);
    }
  }
  return broken;
}

/** Throws `ChainHalt` where one doesn't hold. */
export async function requireInvariants<C>(
  network: Network<C>,
  capabilities: C,
  { height }: BlockInfo,
): Promise<void> {
  const broken = await brokenInvariants(network, capabilities);
  if (broken.length > 0) {
    throw new ChainHalt({ height }, new Error(`broken invariants: ${broken.join("; ")}`));
  }
}
