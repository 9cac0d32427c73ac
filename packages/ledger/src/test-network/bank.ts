import { integer, key } from "@stos/codec";
import { sdkError } from "../chain-error.ts";
import type { Context } from "../context.ts";
import { defineMessage, type Module } from "../module.ts";
import { map } from "../state/map.ts";
import type { TestCapabilities } from "./test-network.ts";

/** Balances of one coin, `coin`, for tests of the framework. Its messages are JSON. */
export type Bank = Readonly<{
  balance(address: string): bigint;
  credit(address: string, amount: bigint): void;
  debit(address: string, amount: bigint): void;
  entries(): AsyncIterable<readonly [string, bigint]>;
}>;

const balances = map({ prefix: "balances/", key: key.text, codec: integer });

export function openBank(context: Context): Bank {
  const opened = balances.open(context.store("bank"));
  const balance = (address: string) => opened.get(address) ?? 0n;

  return {
    balance,
    credit: (address, amount) => opened.set(address, balance(address) + amount),
    debit(address, amount) {
      const held = balance(address);
      if (held < amount)
        throw sdkError("insufficient-funds", `${held}coin is smaller than ${amount}coin`);
      opened.set(address, held - amount);
    },
    entries: () => opened.entries(),
  };
}

export type TestMessage = Readonly<{ from: string; to: string; amount: string }>;

export const testTypes = {
  pay: "/test.v1.MsgPay",
  payThenRefuse: "/test.v1.MsgPayThenRefuse",
  bug: "/test.v1.MsgBug",
  payAbroad: "/test.v1.MsgPayAbroad",
} as const;

export const bankModule: Module<TestCapabilities> = {
  name: "bank",
  messages: [
    message(testTypes.pay, (capabilities, { from, to, amount }) => {
      capabilities.bank.debit(from, BigInt(amount));
      capabilities.accounts.ensure(to);
      capabilities.bank.credit(to, BigInt(amount));
    }),
    message(testTypes.payThenRefuse, ({ bank }, { from, to, amount }) => {
      bank.debit(from, BigInt(amount));
      bank.credit(to, BigInt(amount));
      throw sdkError("invalid-request", "refused after writing");
    }),
    message(testTypes.bug, () => {
      throw new RangeError("a bug");
    }),
    message(testTypes.payAbroad, ({ bank, relay }, paid) => {
      bank.debit(paid.from, BigInt(paid.amount));
      relay.outbox.send({ kind: "credit", body: Buffer.from(JSON.stringify(paid)) });
    }),
  ],
  queries: [
    {
      path: "/test.v1.Query/Balance",
      handle: ({ bank }, request) =>
        Buffer.from(`${bank.balance(Buffer.from(request).toString())}`),
    },
  ],
  routes: [
    {
      method: "GET",
      path: "/test/v1/balances/:address/of",
      handle: ({ bank }, { params }) => ({ balance: `${bank.balance(params["address"] ?? "")}` }),
    },
  ],
  genesis: {
    init({ accounts, bank }, state) {
      for (const [address, amount] of Object.entries(state as Record<string, string>)) {
        accounts.ensure(address);
        bank.credit(address, BigInt(amount));
      }
    },
    async export({ bank }) {
      const listed: Record<string, string> = {};
      for await (const [address, amount] of bank.entries()) listed[address] = `${amount}`;
      return listed;
    },
  },
  invariants: [
    {
      name: "no whale",
      async check({ bank }) {
        for await (const [address, amount] of bank.entries()) {
          if (amount > 10_000_000_000n) return `${address} has ${amount}`;
        }
        return undefined;
      },
    },
  ],
};

function message(
  type: string,
  execute: (capabilities: TestCapabilities, message: TestMessage) => void,
) {
  return defineMessage<TestCapabilities, TestMessage>({
    type,
    decode(bytes) {
      try {
        return JSON.parse(Buffer.from(bytes).toString());
      } catch {
        throw sdkError("tx-decode", "no JSON");
      }
    },
    signers: ({ from }) => [from],
    check({ amount }) {
      if (!/^[1-9]\d{0,20}$/.test(amount))
        throw sdkError("invalid-coins", `"${amount}" is no amount`);
    },
    execute,
  });
}
