import type { DepositProfile, EpochClock, OzonePool } from "@stos/economy";
import type { Context } from "@stos/ledger";
import { add, type Noz, sub, type Wei } from "@stos/units";
import {
  type Flows,
  type MiningLedger,
  type OzoneTotals,
  openPot,
  type PotParameters,
  type PotState,
} from "./state.ts";

/** The economy's state as other modules may use it. */
export type Pot = Readonly<{
  state: PotState;
  parameters(): PotParameters;
  profile(): DepositProfile;
  clock(): EpochClock;
  pool(): OzonePool;
  setPool(pool: OzonePool): void;
  mining(): MiningLedger;
  setMining(mining: MiningLedger): void;
  ozone(): OzoneTotals;
  /** O: sold and not yet settled. */
  outstanding(): Noz;
  addOzone(what: keyof OzoneTotals, amount: Noz): void;
  flows(): Flows;
  addFlow(what: keyof Flows, amount: Wei): void;
  /** The newest epoch of whose report parts are held; undefined where none waits. */
  newestWaiting(): Promise<number | undefined>;
}>;

export function potOf(context: Context): Pot {
  const state = openPot(context);
  const parameters = () => atGenesis(state.parameters.get());
  const ozone = () => atGenesis(state.ozone.get());
  const flows = () => atGenesis(state.flows.get());

  return {
    state,
    parameters,
    profile: () => parameters().profile,
    clock() {
      const { epochOrigin, epochSeconds } = parameters();
      return { origin: BigInt(epochOrigin), length: BigInt(epochSeconds) };
    },
    pool: () => atGenesis(state.pool.get()),
    setPool: (pool) => state.pool.set(pool),
    mining: () => atGenesis(state.mining.get()),
    setMining: (mining) => state.mining.set(mining),
    ozone,
    outstanding: () => outstandingOf(ozone()),
    addOzone(what, amount) {
      const before = ozone();
      state.ozone.set({ ...before, [what]: add(before[what], amount) });
    },
    flows,
    addFlow(what, amount) {
      const before = flows();
      state.flows.set({ ...before, [what]: add(before[what], amount) });
    },
    async newestWaiting() {
      for await (const [[epoch]] of state.parts.entries({ reverse: true, limit: 1 })) return epoch;
      return undefined;
    },
  };
}

/** O = sold − settled − returned. */
function outstandingOf({ sold, settled, returned }: OzoneTotals): Noz {
  return sub(sub(sold, settled), returned);
}

function atGenesis<T>(value: T | undefined): T {
  if (value === undefined) throw new RangeError("the economy has no genesis state");
  return value;
}
