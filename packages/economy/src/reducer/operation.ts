import type { Noz, Wei } from "@stos/units";
import type { Calculation, CalculationOutcome } from "../calculation.ts";
import type { Payout } from "../distribution.ts";
import type { PayoutKind } from "../epoch-shares.ts";
import type { Share } from "../pro-rata.ts";
import type { NodeTraffic } from "../select-settled.ts";
import type { ValidatorStake } from "../validator-reward.ts";
import type { EconomyState } from "./state.ts";

/** A node's deposit at genesis. */
export type GenesisDeposit = Readonly<{ id: string; deposit: Wei }>;

/** How an economy starts (reading 27). */
export type Genesis = Readonly<{
  /** l₀. */
  forSale: Noz;
  /** s; by default the sum of all deposits. */
  deposited?: Wei | undefined;
  /** p; its Ozone, ⌊p · l / s⌋, is held by `(before)`. */
  prepaid?: Wei | undefined;
  /** Mined before; the Mining Pool starts at 39M less it. */
  issued?: Wei | undefined;
  nodes: readonly GenesisDeposit[];
  metas: readonly GenesisDeposit[];
  validators: readonly ValidatorStake[];
}>;

/** Everything that can happen to the economy, and the calculations that change nothing. */
export type Operation =
  | (Readonly<{ op: "genesis" }> & Genesis)
  | Readonly<{ op: "price" }>
  | Readonly<{ op: "prepay"; user: string; payment: Wei; minimum?: Noz | undefined }>
  | Readonly<{ op: "consume"; user: string; node: string; ozone: Noz | "all" }>
  | Readonly<{ op: "consume-many"; user: string; traffic: readonly NodeTraffic[] }>
  | Readonly<{ op: "activate"; node: string; deposit: Wei; role: "resource" | "meta" }>
  | Readonly<{ op: "unregister"; node: string }>
  | Readonly<{ op: "migrate"; node: string; wanted: Noz }>
  | Readonly<{ op: "shutdown"; node: string }>
  | Readonly<{ op: "advance"; seconds: bigint }>
  | Readonly<{ op: "gas"; amount: Wei }>
  | Readonly<{ op: "epoch" }>
  | Calculation;

/** What an operation came to. Times are in seconds since genesis. */
export type Outcome =
  | Readonly<{ op: "genesis" }>
  | Readonly<{ op: "price"; priceE18: bigint }>
  | Readonly<{ op: "prepay"; bought: Noz }>
  | Readonly<{ op: "consume"; consumed: Noz }>
  | Readonly<{ op: "activate"; limitChange: Noz }>
  | Readonly<{ op: "unregister"; limitChange: Noz; releaseAt: bigint }>
  | Readonly<{ op: "migrate"; cost: Wei; fromRewards: Wei; fromDeposit: Wei }>
  | ShutdownOutcome
  | Readonly<{ op: "advance"; now: bigint }>
  | Readonly<{ op: "gas"; paid: readonly Share[] }>
  | EpochOutcome
  | CalculationOutcome;

/** What leaving cost the node: nothing but its unsettled traffic where the shutdown was proper. */
export type ShutdownOutcome = Readonly<{
  op: "shutdown";
  isProper: boolean;
  cancelledTraffic: Wei;
  cancelledMining: Wei;
  /** Unsettled traffic that went back to l unpaid. */
  forfeited: Noz;
  /** Whether the fall of l was skipped since l would not have stayed positive (reading 11). */
  isFallSkipped: boolean;
}>;

/** An epoch settled and paid. */
export type EpochOutcome = Readonly<{
  op: "epoch";
  consumed: Noz;
  trafficReward: Wei;
  miningReward: Wei;
  stage: number;
  /** By traffic descending, then by id. */
  settled: readonly string[];
  payouts: readonly Payout[];
  /** Σ of the payouts of each kind, traffic and mining together. */
  paidTo: Readonly<Record<PayoutKind, Wei>>;
  paidTraffic: Wei;
  paidMining: Wei;
}>;

/** The state after an operation, and what it came to. */
export type Applied = Readonly<{ state: EconomyState; outcome: Outcome }>;

/** The fields of one kind of operation. */
export type OperationOf<Op extends Operation["op"]> = Extract<Operation, { op: Op }>;
