import type { Accounts } from "../auth/accounts.ts";
import { type AuthCapabilities, openAuth } from "../auth/auth.ts";
import { authentication } from "../auth/authentication.ts";
import { authModule } from "../auth/module.ts";
import { sdkError } from "../chain-error.ts";
import type { Context } from "../context.ts";
import type { Network } from "../module.ts";
import { relayModule } from "../relay/module.ts";
import { openRelay, type RelayCapabilities } from "../relay/relay.ts";
import { type Bank, bankModule, openBank, type TestMessage } from "./bank.ts";

/** The smallest network that has all of the framework's parts: accounts, fees, a coin, the relay. */
export type TestCapabilities = AuthCapabilities &
  RelayCapabilities &
  Readonly<{ bank: Bank; accounts: Accounts }>;

function capabilities(context: Context): TestCapabilities {
  const auth = openAuth(context);
  return { auth, accounts: auth.accounts, bank: openBank(context), relay: openRelay(context) };
}

export const testFee = 10n;
export const testModules = ["auth", "bank", "relay"];

export const testNetwork: Network<TestCapabilities> = {
  modules: [
    authModule(),
    bankModule,
    relayModule<TestCapabilities>({
      capabilities,
      packetHandlers: { credit: receiveCredit },
      onResult({ bank }, { packet, code }) {
        if (code === 0) return;
        const { from, amount } = paidIn(packet.body);
        bank.credit(from, BigInt(amount));
      },
    }),
  ],
  capabilities,
  admission: authentication({ fees: chargeTestFee }),
};

/** Writes before it refuses, so that a test sees that nothing of a refused packet stays. */
function receiveCredit({ accounts, bank }: TestCapabilities, body: Uint8Array): void {
  const { to, amount } = paidIn(body);
  accounts.ensure(to);
  bank.credit(to, BigInt(amount));
  if (BigInt(amount) > 500n) throw sdkError("invalid-request", "too much at once");
}

function paidIn(body: Uint8Array): TestMessage {
  return JSON.parse(Buffer.from(body).toString());
}

function chargeTestFee(
  { bank }: TestCapabilities,
  { fee }: Readonly<{ fee: Readonly<{ amount: readonly Readonly<{ amount: string }>[] }> }>,
  payer: string,
  mode: string,
): void {
  const amount = BigInt(fee.amount[0]?.amount ?? "0");
  if (amount < testFee && mode !== "simulate") {
    throw sdkError("insufficient-fee", `got: ${amount}coin, required: ${testFee}coin`);
  }
  bank.debit(payer, amount);
}
