import type { BlockInfo, ChainEvent, Outbox, StoreWriter } from "@stos/ledger";
import type { Bank } from "./bank/bank.ts";
import type { Pot } from "./pot/pot.ts";
import type { Register } from "./register/register.ts";
import type { Staking } from "./staking/staking.ts";

/** What the modules of the value network let each other do, beside the accounts and the relay of the framework. */
export type ValueCapabilities = Readonly<{
  block: BlockInfo;
  emit(event: ChainEvent): void;
  bank: Bank;
  staking: Staking;
  register: Register;
  pot: Pot;
  /** Sends packets to the resource network. */
  outbox: Outbox;
  /** A module's whole store, for exports alone. */
  state(module: string): StoreWriter;
}>;
