import type { BlockInfo, ChainEvent, Context, GasMeter } from "../context.ts";
import { type Accounts, openAccounts } from "./accounts.ts";

/** What authentication works with. */
export type Auth = Readonly<{
  accounts: Accounts;
  block: BlockInfo;
  gas: GasMeter;
  emit(event: ChainEvent): void;
}>;

/** A network's capabilities hold it as `auth`, opened over the same context as the rest. */
export type AuthCapabilities = Readonly<{ auth: Auth }>;

export function openAuth(context: Context): Auth {
  const { block, gas } = context;
  return { accounts: openAccounts(context), block, gas, emit: (event) => context.emit(event) };
}
