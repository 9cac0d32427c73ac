import {
  type AuthCapabilities,
  authentication,
  authModule,
  type Context,
  type Network,
  openAuth,
  openRelay,
  type RelayCapabilities,
  relayModule,
} from "@stos/ledger";
import { bankOf } from "./bank/bank.ts";
import { chargeFee } from "./bank/fees.ts";
import { bank } from "./bank/index.ts";
import type { ValueCapabilities } from "./capabilities.ts";
import { packetHandlers } from "./packets.ts";
import { pot } from "./pot/index.ts";
import { potOf } from "./pot/pot.ts";
import { register } from "./register/index.ts";
import { registerOf } from "./register/register.ts";
import { sds } from "./sds/index.ts";
import { staking } from "./staking/index.ts";
import { stakingOf } from "./staking/staking.ts";

/** All that a transaction of the value network can reach. */
export type Capabilities = ValueCapabilities & AuthCapabilities & RelayCapabilities;

/** The Stratos Chain. */
export const valueNetwork: Network<Capabilities> = {
  /** Every module, in the order its hooks run. The order is consensus: change it only with a fork. */
  modules: [
    authModule(),
    bank,
    staking,
    register,
    sds,
    pot,
    relayModule<Capabilities>({ capabilities: openCapabilities, packetHandlers }),
  ],
  capabilities: openCapabilities,
  admission: authentication<Capabilities>({ fees: chargeFee }),
};

/** Each capability is opened when it is first used: a transfer needs few of them. */
function openCapabilities(context: Context): Capabilities {
  const opened: Partial<{ -readonly [K in keyof Capabilities]: Capabilities[K] }> = {};
  return {
    block: context.block,
    emit: context.emit,
    state: context.store,
    get auth() {
      opened.auth ??= openAuth(context);
      return opened.auth;
    },
    get bank() {
      opened.bank ??= bankOf(context, (address) => this.auth.accounts.ensure(address));
      return opened.bank;
    },
    get staking() {
      opened.staking ??= stakingOf(context);
      return opened.staking;
    },
    get register() {
      opened.register ??= registerOf(context);
      return opened.register;
    },
    get pot() {
      opened.pot ??= potOf(context);
      return opened.pot;
    },
    get relay() {
      opened.relay ??= openRelay(context);
      return opened.relay;
    },
    get outbox() {
      return this.relay.outbox;
    },
  };
}
