import { type EconomyState, entriesOf, rewardsIn } from "@stos/economy";
import type { Wei } from "@stos/units";
import type { TestChain } from "./test-chain.ts";

/**
 * What the chain and the reducer must agree about, to the wei: locked rewards by origin and id, the rest by id or wallet. Stake rewards
 * and gas fees by validator: F1 may give one of those who share its pool a wei more or less.
 */
export async function chainView(chain: TestChain) {
  return chain.read(async ({ distribution, pot, register }) => {
    const locked = new Map<string, readonly [bigint, bigint]>();
    for await (const [[, , id], { traffic, mining }] of pot.state.payouts.entries()) {
      const [t, m] = locked.get(id) ?? [0n, 0n];
      locked.set(id, [t + traffic, m + mining]);
    }
    const vested = new Map<string, bigint>();
    for await (const [id, amount] of pot.state.vested.entries()) vested.set(id, amount);
    for await (const [operator, outstanding] of distribution.state.outstanding.entries()) {
      const [traffic, mining] = locked.get(operator) ?? [0n, 0n];
      if (outstanding > traffic + mining) vested.set(operator, outstanding - traffic - mining);
    }
    const deposits = new Map<string, bigint>();
    for await (const [id, { tranches }] of register.state.nodes.entries())
      deposits.set(
        id,
        tranches.reduce((total, { amount }) => total + amount, 0n),
      );

    const { issued, pool: miningPool } = pot.mining();
    return {
      pool: pot.pool(),
      outstanding: pot.outstanding(),
      issued,
      miningPool,
      locked: byId(locked),
      vested: byId(vested),
      deposits: byId(deposits),
    };
  });
}

/** `earnerOf` says who is paid for an id: a wallet; of all that stake with one validator, its operator. */
export function reducerView(state: EconomyState, earnerOf: (id: string) => string) {
  const locked = new Map<string, readonly [bigint, bigint]>();
  for (const { rewards } of state.locked)
    for (const { id, traffic, mining } of rewardsIn(rewards)) {
      const place = earnerOf(id).startsWith("stvaloper") ? earnerOf(id) : id;
      const [t, m] = locked.get(place) ?? [0n, 0n];
      if (traffic + mining > 0n) locked.set(place, [t + traffic, m + mining]);
    }
  const vested = new Map<string, bigint>();
  for (const [id, amount] of entriesOf(state.vested)) {
    const earner = earnerOf(id);
    if (amount > 0n) vested.set(earner, (vested.get(earner) ?? 0n) + amount);
  }
  const deposits = new Map<string, Wei>(
    entriesOf(state.nodes).map(([id, { remaining }]) => [id, remaining]),
  );
  return {
    pool: state.pool,
    outstanding: state.outstanding,
    issued: state.mining.issued,
    miningPool: state.mining.pool,
    locked: byId(locked),
    vested: byId(vested),
    deposits: byId(deposits),
  };
}

function byId<T>(entries: ReadonlyMap<string, T>): Readonly<Record<string, T>> {
  return Object.fromEntries([...entries].sort(([a], [b]) => (a < b ? -1 : 1)));
}
