import { sdkError } from "@stos/ledger";
import { isModuleAccount } from "./module-accounts.ts";

/** Refuses transfers to the chain's own accounts. */
export function requireReceiver(address: string): void {
  if (isModuleAccount(address))
    throw sdkError(
      "unauthorized",
      `${address} is not allowed to receive funds: it is the chain's own account`,
    );
}
