import type { BlockConsensus, BlockInfo, ChainEvent, Outbox, StoreWriter } from "@stos/ledger";
import type { Bank } from "./bank/bank.ts";
import type { Distribution } from "./distribution/distribution.ts";
import type { EvidenceState } from "./evidence/state.ts";
import type { Pot } from "./pot/pot.ts";
import type { Register } from "./register/register.ts";
import type { Slashing } from "./slashing/slashing.ts";
import type { Staking } from "./staking/staking.ts";

/** What the modules of the value network let each other do, beside the accounts and the relay of the framework. */
export type ValueCapabilities = Readonly<{
  block: BlockInfo;
  /** The last commit's votes, misbehaviour, and updates of the validators. */
  consensus: BlockConsensus;
  emit(event: ChainEvent): void;
  bank: Bank;
  staking: Staking;
  slashing: Slashing;
  evidence: EvidenceState;
  distribution: Distribution;
  register: Register;
  pot: Pot;
  /** Sends packets to the resource network. */
  outbox: Outbox;
  /** A module's whole store, for exports alone. */
  state(module: string): StoreWriter;
}>;
