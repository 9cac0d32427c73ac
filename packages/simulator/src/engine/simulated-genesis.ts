import type { DepositProfile } from "@stos/economy";

/** How a simulated economy starts. Whole wei and noz in doubles, times in seconds. */
export type SimulatedGenesis = Readonly<{
  profile: DepositProfile;
  epochSeconds: number;
  rewardLockEpochs: number;
  /** How long a deposit stays at least, and how long a leaver cools off. */
  depositSeconds: number;
  coolingOffSeconds: number;
  /** l₀ */
  forSale: number;
  /** s; by default the sum of all deposits. */
  deposited?: number | undefined;
  /** p; its Ozone is held by account 0. */
  prepaid?: number | undefined;
  issued?: number | undefined;
  /** Handles 0, 1, … in this order. */
  nodes: readonly Readonly<{ role: "resource" | "meta"; deposit: number; capacity: number }>[];
  validators: readonly Readonly<{
    /** 100 is 1 %. */
    commissionBp: number;
    self: number;
    delegators: readonly number[];
  }>[];
}>;
