import type { Context } from "@stos/ledger";
import type { Keys } from "../admission/keys.ts";
import { type Grant, grantKey, grants, sessionsStore } from "./state.ts";

/** Budgets that wallets gave to other keys. */
export type Grants = Readonly<{
  get(wallet: string, key: string): Grant | undefined;
  set(wallet: string, key: string, grant: Grant): void;
  delete(wallet: string, key: string): void;
  of(wallet: string): Promise<readonly Readonly<{ key: string; grant: Grant }>[]>;
  heldTotal(): Promise<bigint>;
}>;

export function grantsOf(context: Context, keys: Keys): Grants {
  const known = grants.open(context.store(sessionsStore));
  return {
    get: (wallet, key) => known.get([wallet, key]),
    set(wallet, key, grant) {
      if (!known.has([wallet, key])) keys.admit(key);
      known.set([wallet, key], grant);
    },
    delete(wallet, key) {
      known.delete([wallet, key]);
      keys.dismiss(key);
    },
    async of(wallet) {
      const found: { key: string; grant: Grant }[] = [];
      for await (const [[, key], grant] of known.entries({ prefix: grantKey.prefix(wallet) }))
        found.push({ key, grant });
      return found;
    },
    async heldTotal() {
      let total = 0n;
      for await (const [, { held }] of known.entries()) total += held;
      return total;
    },
  };
}
