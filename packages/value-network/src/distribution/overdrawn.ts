import { add, type Wei, wei } from "@stos/units";
import type { ValueCapabilities } from "../capabilities.ts";
import { earnedReward } from "./delegation-reward.ts";

type Needs = Pick<ValueCapabilities, "distribution" | "staking">;

/** Names a validator of which all together may claim more than is outstanding; undefined where there is none. */
export async function overdrawn(capabilities: Needs): Promise<string | undefined> {
  const { distribution } = capabilities;
  const claims = new Map<string, Wei>();
  const claim = (operator: string, amount: Wei) =>
    claims.set(operator, add(claims.get(operator) ?? wei(0n), amount));

  const delegations = new Map<string, readonly [delegator: string, operator: string]>();
  for await (const [key] of distribution.state.positions.entries())
    delegations.set(key.join("/"), key);
  for await (const [[delegator, operator]] of distribution.state.locked.entries())
    delegations.set(`${delegator}/${operator}`, [delegator, operator]);
  for (const [delegator, operator] of delegations.values())
    claim(operator, await earnedReward(capabilities, { delegator, operator }));
  for await (const [operator, { locked, free }] of distribution.state.commissions.entries())
    claim(operator, add(locked, free));

  for (const [operator, claimed] of claims) {
    const outstanding = distribution.outstanding(operator);
    if (claimed > outstanding)
      return `${operator}: ${claimed}wei are claimed, ${outstanding}wei outstanding`;
  }
  return undefined;
}
