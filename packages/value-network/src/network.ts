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
import { distributionOf } from "./distribution/distribution.ts";
import { distribution } from "./distribution/index.ts";
import { evidence } from "./evidence/index.ts";
import { openEvidence } from "./evidence/state.ts";
import { packetHandlers } from "./packets.ts";
import { noteRefusal } from "./pot/flight.ts";
import { pot } from "./pot/index.ts";
import { potOf } from "./pot/pot.ts";
import { register } from "./register/index.ts";
import { registerOf } from "./register/register.ts";
import { sds } from "./sds/index.ts";
import { slashing } from "./slashing/index.ts";
import { slashingOf } from "./slashing/slashing.ts";
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
    slashing,
    evidence,
    distribution,
    register,
    sds,
    pot,
    relayModule<Capabilities>({
      capabilities: openCapabilities,
      packetHandlers,
      onResult: noteRefusal,
    }),
  ],
  capabilities: openCapabilities,
  admission: authentication<Capabilities>({ fees: chargeFee }),
};

function openCapabilities(context: Context): Capabilities {
  return new OpenedCapabilities(context);
}

/** Each capability is opened when it is first used: a transfer needs few of them. A class, so that opening none costs nothing. */
class OpenedCapabilities implements Capabilities {
  readonly block: Context["block"];
  readonly consensus: Context["consensus"];
  readonly emit: Context["emit"];
  readonly state: Context["store"];
  readonly #context: Context;
  #auth: Capabilities["auth"] | undefined;
  #bank: Capabilities["bank"] | undefined;
  #staking: Capabilities["staking"] | undefined;
  #slashing: Capabilities["slashing"] | undefined;
  #evidence: Capabilities["evidence"] | undefined;
  #distribution: Capabilities["distribution"] | undefined;
  #register: Capabilities["register"] | undefined;
  #pot: Capabilities["pot"] | undefined;
  #relay: Capabilities["relay"] | undefined;

  constructor(context: Context) {
    this.#context = context;
    this.block = context.block;
    this.consensus = context.consensus;
    this.emit = context.emit;
    this.state = context.store;
  }

  get auth() {
    this.#auth ??= openAuth(this.#context);
    return this.#auth;
  }

  get bank() {
    this.#bank ??= bankOf(this.#context, (address) => this.auth.accounts.ensure(address));
    return this.#bank;
  }

  get staking() {
    this.#staking ??= stakingOf(this.#context);
    return this.#staking;
  }

  get slashing() {
    this.#slashing ??= slashingOf(this.#context);
    return this.#slashing;
  }

  get evidence() {
    this.#evidence ??= openEvidence(this.#context);
    return this.#evidence;
  }

  get distribution() {
    this.#distribution ??= distributionOf(this.#context);
    return this.#distribution;
  }

  get register() {
    this.#register ??= registerOf(this.#context);
    return this.#register;
  }

  get pot() {
    this.#pot ??= potOf(this.#context);
    return this.#pot;
  }

  get relay() {
    this.#relay ??= openRelay(this.#context);
    return this.#relay;
  }

  get outbox() {
    return this.relay.outbox;
  }
}
