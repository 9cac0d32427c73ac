import { type EconomyState, entriesOf } from "@stos/economy";
import type { Wei } from "@stos/units";
import type { TestChain } from "./test-chain.ts";

/** What the chain and the reducer must agree about, to the wei: locked rewards by origin and id, the rest by id or wallet. */
export async function chainView(chain: TestChain) {
  return chain.read(async ({ pot, register }) => {
    const locked = new Map<string, readonly [bigint, bigint]>();
    for await (const [[, , id], { traffic, mining }] of pot.state.payouts.entries()) {
      const [t, m] = locked.get(id) ?? [0n, 0n];
      locked.set(id, [t + traffic, m + mining]);
    }
    const vested = new Map<string, bigint>();
    for await (const [id, amount] of pot.state.vested.entries()) vested.set(id, amount);
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

/** Gas is paid at once on the chain and vested in the reducer; `walletOf` says who is paid for an id. */
export function reducerView(
  state: EconomyState,
  gasPaid: ReadonlyMap<string, bigint>,
  walletOf: (id: string) => string,
) {
  const locked = new Map<string, readonly [bigint, bigint]>();
  for (const { rewards } of state.locked)
    for (const { id, traffic, mining } of rewards) {
      const [t, m] = locked.get(id) ?? [0n, 0n];
      if (traffic + mining > 0n) locked.set(id, [t + traffic, m + mining]);
    }
  const vested = new Map<string, bigint>();
  for (const [id, amount] of entriesOf(state.vested)) {
    const free = amount - (gasPaid.get(id) ?? 0n);
    if (free > 0n) vested.set(walletOf(id), free);
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
