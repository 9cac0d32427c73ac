import type { Context } from "@stos/ledger";
import { add, sub, type Wei, wei } from "@stos/units";
import { coinOf } from "../coins.ts";
import { plainEvent } from "../events.ts";
import { insufficientFunds } from "../failure.ts";
import { isModuleAccount } from "./module-accounts.ts";
import { balances, bankStore, supply } from "./state.ts";

/** Balances of everybody, module accounts included. */
export type Bank = Readonly<{
  balance(address: string): Wei;
  supply(): Wei;
  /** Moves `amount`. Throws `ChainError` where `from` has less; nothing has changed then. */
  transfer(from: string, to: string, amount: Wei): void;
  /** Only genesis makes money. */
  mintAtGenesis(address: string, amount: Wei): void;
  all(): AsyncIterable<readonly [address: string, amount: Wei]>;
}>;

/**
 * `onReceive` is told of every wallet that receives and had nothing: one that has something was told of before. The
 * chain's own accounts need no entry among those who may sign.
 */
export function bankOf(context: Context, onReceive: (address: string) => void): Bank {
  const store = context.store(bankStore);
  const accounts = balances.open(store);
  const total = supply.open(store);
  const balance = (address: string) => accounts.get(address) ?? wei(0n);
  const credit = (to: string, amount: Wei) => {
    const before = balance(to);
    setBalance(to, add(before, amount));
    if (before === 0n && !isModuleAccount(to)) onReceive(to);
  };
  const setBalance = (address: string, amount: Wei) =>
    amount === 0n ? accounts.delete(address) : accounts.set(address, amount);

  return {
    balance,
    supply: () => total.get() ?? wei(0n),
    transfer(from, to, amount) {
      if (amount === 0n) return;
      const available = balance(from);
      if (available < amount) throw insufficientFunds(available, amount);

      setBalance(from, sub(available, amount));
      credit(to, amount);
      emitTransfer(context, { from, to, amount });
    },
    mintAtGenesis(address, amount) {
      if (amount === 0n) return;
      credit(address, amount);
      total.set(add(total.get() ?? wei(0n), amount));
    },
    all: () => accounts.entries(),
  };
}

function emitTransfer(
  { emit }: Context,
  { from, to, amount }: Readonly<{ from: string; to: string; amount: Wei }>,
): void {
  const { denom, amount: digits } = coinOf(amount);
  const coins = `${digits}${denom}`;
  emit(plainEvent("coin_spent", { spender: from, amount: coins }));
  emit(plainEvent("coin_received", { receiver: to, amount: coins }));
  emit(plainEvent("transfer", { recipient: to, sender: from, amount: coins }));
}
