import {
  bytes,
  type Codec,
  encodePublicKey,
  key,
  mapped,
  optional,
  type PublicKey,
  record,
  text,
  u64,
} from "@stos/codec";
import type { Context } from "../context.ts";
import { item } from "../state/item.ts";
import { map } from "../state/map.ts";
import { knownKey } from "./known-keys.ts";

/** Who may sign. An account exists from its first receipt, or its first sight where the network says so. */
export type Account = Readonly<{
  address: string;
  /** In the order of creation, from 0. Signed with every transaction. */
  number: number;
  /** How many of its transactions were admitted. */
  sequence: number;
  /** As the account first used it. */
  publicKey: PublicKey | undefined;
}>;

export type Accounts = Readonly<{
  get(address: string): Account | undefined;
  /** The account, created where there is none. */
  ensure(address: string): Account;
  set(account: Account): void;
  /** In the order of addresses. */
  entries(): AsyncIterable<Account>;
}>;

const publicKeyCodec: Codec<PublicKey> = mapped(
  record({ typeUrl: text, value: bytes }),
  (any) => knownKey(any).publicKey,
  encodePublicKey,
);

type AccountRecord = Omit<Account, "address">;

/** The keys of the module `auth`. */
export const accountState = {
  accounts: map<string, AccountRecord>({
    prefix: "accounts/",
    key: key.text,
    codec: record({ number: u64, sequence: u64, publicKey: optional(publicKeyCodec) }),
  }),
  nextNumber: item({ key: "next-number", codec: u64 }),
};

export function openAccounts(context: Pick<Context, "store">): Accounts {
  const store = context.store("auth");
  const accounts = accountState.accounts.open(store);
  const nextNumber = accountState.nextNumber.open(store);

  function get(address: string): Account | undefined {
    const found = accounts.get(address);
    return found === undefined ? undefined : { address, ...found };
  }

  function set({ address, number, sequence, publicKey }: Account): void {
    accounts.set(address, { number, sequence, publicKey });
    if (number >= (nextNumber.get() ?? 0)) nextNumber.set(number + 1);
  }

  return {
    get,
    set,
    ensure(address) {
      const found = get(address);
      if (found !== undefined) return found;

      const created = { address, number: nextNumber.get() ?? 0, sequence: 0, publicKey: undefined };
      set(created);
      return created;
    },
    async *entries() {
      for await (const [address, account] of accounts.entries()) yield { address, ...account };
    },
  };
}
