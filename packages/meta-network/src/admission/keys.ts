import { key, record, u64 } from "@stos/codec";
import { type Accounts, type Context, map } from "@stos/ledger";

export const admissionStore = "admission";

/** keys/‹address› → for how many sessions, grants and nodes the key may sign. */
export const knownKeys = map({ prefix: "keys/", key: key.text, codec: record({ uses: u64 }) });

/** Keys that sign here besides wallets: of sessions, grants, resource nodes. */
export type Keys = Readonly<{
  isKnown(address: string): boolean;
  /** One use more. Its account begins with the first. */
  admit(address: string): void;
  /** One use less. Its account stays, so that nothing it signed can be sent again. */
  dismiss(address: string): void;
}>;

export function keysOf(context: Context, signers: Accounts): Keys {
  const known = knownKeys.open(context.store(admissionStore));
  return {
    isKnown: (address) => known.has(address),
    admit(address) {
      signers.ensure(address);
      known.set(address, { uses: (known.get(address)?.uses ?? 0) + 1 });
    },
    dismiss(address) {
      const uses = known.get(address)?.uses ?? 0;
      if (uses > 1) known.set(address, { uses: uses - 1 });
      else known.delete(address);
    },
  };
}
