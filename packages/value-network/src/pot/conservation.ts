import { moduleAccounts } from "../bank/module-accounts.ts";
import type { ValueCapabilities } from "../capabilities.ts";
import { ozoneInFlight } from "./flight.ts";
import { forfeitedSinceReport } from "./forfeit.ts";

type Needs = Pick<ValueCapabilities, "bank" | "block" | "pot">;

/** I1 and I5 of this network, term by term: wei of STOS and noz of Ozone. */
export type Conservation = Readonly<{
  /** |I1's difference| + |I5's|. */
  difference: bigint;
  /** I1's difference: this network's own half, which nobody else's word enters. */
  ofWei: bigint;
  wei: Readonly<Record<string, bigint>>;
  noz: Readonly<Record<string, bigint>>;
  heights: Readonly<{ value: number; meta: number | null }>;
}>;

/**
 * I1: p + mining pool + deposits + locked + vested (withdrawn included) + released + community + stake rewards (paid
 * included) = inflow + the Mining Pool of genesis, the left side read from the accounts' balances. I5: sold − settled − returned = the other network's
 * accounts, by its newest report and less what was
 * forfeited since, + what packets in flight carry. It shows what that network says, so it halts nobody.
 */
export async function conservationOf({ bank, block, pot }: Needs): Promise<Conservation> {
  const flows = pot.flows();
  const rewards = bank.balance(moduleAccounts.rewards);
  const wei = {
    p: bank.balance(moduleAccounts.volumePool),
    mining_pool: bank.balance(moduleAccounts.miningPool),
    deposits: bank.balance(moduleAccounts.deposits),
    locked: rewards + flows.withdrawn - flows.vested,
    vested: flows.vested,
    withdrawn: flows.withdrawn,
    released: flows.released,
    community: bank.balance(moduleAccounts.community),
    stake_rewards: bank.balance(moduleAccounts.distribution),
    stake_paid: flows.stakePaid,
    inflow: flows.deposited + flows.prepaid + flows.gas + flows.foundation + flows.slashed,
    inflow_deposits: flows.deposited,
    inflow_prepay: flows.prepaid,
    inflow_gas: flows.gas,
    inflow_foundation: flows.foundation,
    inflow_slashed: flows.slashed,
    mining_at_genesis: pot.mining().initial,
  };
  const accounts = pot.state.accounts.get();
  const { sold, settled, returned } = pot.ozone();
  const noz = {
    sold,
    settled,
    returned,
    accounts: (accounts?.total ?? 0n) - (await forfeitedSinceReport(pot)),
    in_flight: await ozoneInFlight(pot),
  };

  const held =
    wei.p + wei.mining_pool + wei.deposits + wei.locked + wei.community + wei.stake_rewards;
  const gone = wei.vested + wei.released + wei.stake_paid;
  const ofWei = held + gone - wei.inflow - wei.mining_at_genesis;
  const ofNoz = sold - settled - returned - noz.accounts - noz.in_flight;
  return {
    ofWei,
    difference: magnitude(ofWei) + magnitude(ofNoz),
    wei,
    noz,
    heights: { value: block.height, meta: accounts?.height ?? null },
  };
}

function magnitude(value: bigint): bigint {
  return value < 0n ? -value : value;
}
