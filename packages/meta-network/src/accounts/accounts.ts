import type { Context, Accounts as SignerAccounts } from "@stos/ledger";
import { add, type Noz, noz, sub } from "@stos/units";
import { refuse } from "../failure.ts";
import { type Account, accounts, accountsStore, waiting } from "./state.ts";
import type { Books } from "./totals.ts";

/** Wallets' Ozone. Holds are counted by those who place them: sessions and entries in the state. */
export type Accounts = Readonly<{
  get(wallet: string): Account;
  credit(wallet: string, amount: Noz): void;
  /** For a beneficiary who can have no account: kept until claimed. Throws `ChainError` packet-refused for no possible name. */
  creditWaiting(beneficiary: string, amount: Noz): void;
  /** available → held. Throws `ChainError` ozone-exhausted. */
  hold(wallet: string, amount: Noz): void;
  /** held → available */
  release(wallet: string, amount: Noz): void;
  /** held → a node's unsettled traffic. */
  spend(wallet: string, amount: Noz): void;
  all(): AsyncIterable<readonly [wallet: string, account: Account]>;
  allWaiting(): AsyncIterable<readonly [beneficiary: string, amount: Noz]>;
}>;

export function accountsOf(
  context: Context,
  { books, signers }: Readonly<{ books: Books; signers: SignerAccounts }>,
): Accounts {
  const store = context.store(accountsStore);
  const known = accounts.open(store);
  const unclaimed = waiting.open(store);
  const get = (wallet: string) => known.get(wallet) ?? empty;

  return {
    get,
    credit(wallet, amount) {
      signers.ensure(wallet);
      const { available, held } = get(wallet);
      known.set(wallet, { available: add(available, amount), held });
      books.credit("accounts", amount);
    },
    creditWaiting(beneficiary, amount) {
      if (Buffer.byteLength(beneficiary) > beneficiaryBytesMax || !beneficiary.isWellFormed())
        throw refuse("packet-refused", "the beneficiary is no name that Ozone could wait under");
      unclaimed.set(beneficiary, add(unclaimed.get(beneficiary) ?? noz(0n), amount));
      books.credit("waiting", amount);
    },
    hold(wallet, amount) {
      const { available, held } = get(wallet);
      if (available < amount) throw exhausted(amount, available);
      known.set(wallet, { available: sub(available, amount), held: add(held, amount) });
    },
    release(wallet, amount) {
      if (amount === 0n) return;
      const { available, held } = get(wallet);
      known.set(wallet, { available: add(available, amount), held: sub(held, amount) });
    },
    spend(wallet, amount) {
      const { available, held } = get(wallet);
      known.set(wallet, { available, held: sub(held, amount) });
      books.move("accounts", "unsettled", amount);
    },
    all: () => known.entries(),
    allWaiting: () => unclaimed.entries(),
  };
}

export function exhausted(needed: bigint, available: bigint): Error {
  return refuse(
    "ozone-exhausted",
    `${needed} noz needed, ${available} available; buy more Ozone with a PREPAY on the value network`,
  );
}

/** A state's key holds at most 4 KiB. */
const beneficiaryBytesMax = 1_024;

const empty: Account = { available: noz(0n), held: noz(0n) };
