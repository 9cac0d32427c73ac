import { EconomyError } from "@stos/economy";
import { nodeId } from "../engine/exact-ids.ts";
import type {
  CheckableEconomy,
  EpochFigures,
  SimulatedEconomy,
} from "../engine/simulated-economy.ts";
import { ExactEconomy } from "../exact/exact-economy.ts";
import type { Comparison } from "./comparison.ts";
import { figureColumns } from "./figure-columns.ts";

/**
 * The fast economy for one epoch, with an exact twin made of its state that takes every operation too. Answers are the fast
 * one's; all that both answer, and at the epoch's end all figures and what each node and staker was paid, is compared.
 */
export function twinEconomy(fast: CheckableEconomy, comparison: Comparison): SimulatedEconomy {
  const snapshot = fast.exactSnapshot();
  const twin = new ExactEconomy(snapshot);
  const stakers = twin.stakerCount;
  let nodes = snapshot.capacities.length;

  return {
    figures: fast.figures,
    openAccount() {
      twin.openAccount();
      return fast.openAccount();
    },
    balanceOf: (account) => fast.balanceOf(account),
    prepay(account, payment, minimum) {
      const bought = both("prepay", (economy) => economy.prepay(account, payment, minimum));
      comparison.compare("prepay", "noz", bought);
      // The twin may have bought a noz more or less: from here on both spend the same.
      twin.setBalance(account, fast.balanceOf(account));
      return bought.fast;
    },
    consume(account, node, ozone) {
      both("consume", (economy) => economy.consume(account, node, ozone));
    },
    consumeSpread(account, ozone, spread) {
      const consumed = both("consumeSpread", (economy) =>
        economy.consumeSpread(account, ozone, spread),
      );
      comparison.compare("consumeSpread", "noz", consumed);
      return consumed.fast;
    },
    activate(role, deposit, capacity) {
      const joined = both("activate", (economy) => economy.activate(role, deposit, capacity));
      nodes = joined.fast + 1;
      return joined.fast;
    },
    unregister(node) {
      both("unregister", (economy) => economy.unregister(node));
    },
    shutdown(node) {
      const stopped = both("shutdown", (economy) => economy.shutdown(node));
      for (const name of ["cancelledTraffic", "cancelledMining", "forfeited"] as const)
        comparison.compare(`shutdown.${name}`, name === "forfeited" ? "noz" : "wei", {
          fast: stopped.fast[name],
          exact: stopped.exact[name],
        });
      return stopped.fast;
    },
    nodeFigures: (node) => fast.nodeFigures(node),
    stakerFigures: (staker) => fast.stakerFigures(staker),
    addGas(amount) {
      both("addGas", (economy) => economy.addGas(amount));
    },
    settleEpoch() {
      const settled = both("settleEpoch", (economy) => economy.settleEpoch());
      compareFigures(settled);
      comparePayouts();
      return settled.fast;
    },
  };

  /** Both do it, or both refuse it for the same reason. */
  function both<T>(
    name: string,
    act: (economy: SimulatedEconomy) => T,
  ): Readonly<{ fast: T; exact: T }> {
    const attempts = [attempt(() => act(fast)), attempt(() => act(twin))] as const;
    const [first, second] = attempts;
    const isAlike = first.refusal?.failure.code === second.refusal?.failure.code;
    comparison.compare(`refusal of ${name}`, "count", { fast: 0, exact: isAlike ? 0 : 1 });
    if (first.refusal !== undefined || second.refusal !== undefined)
      throw first.refusal ?? second.refusal;
    return { fast: first.value, exact: second.value };
  }

  function compareFigures({
    fast: settled,
    exact,
  }: Readonly<{ fast: EpochFigures; exact: EpochFigures }>) {
    for (const { name, unit, read } of figureColumns)
      comparison.compare(name, unit, {
        fast: Number(read({ economy: fast.figures, epoch: settled })),
        exact: Number(read({ economy: twin.figures, epoch: exact })),
        ...wholeOf(name, exact),
      });
  }

  /** Differences: what is free is all that was given less what is locked, p is what it was less R, a shortfall what all Ozone is worth less p. */
  function wholeOf(name: string, { paidTraffic }: EpochFigures): Readonly<{ whole?: number }> {
    const { locked, prepaid } = twin.figures;
    if (name === "vested") return { whole: locked };
    return name === "prepaid" || name === "shortfall" ? { whole: prepaid + paidTraffic } : {};
  }

  function comparePayouts(): void {
    const paid = new Map<string, bigint>();
    for (const { id, traffic, mining } of twin.lastEpoch?.outcome.payouts ?? [])
      paid.set(id, (paid.get(id) ?? 0n) + traffic + mining);
    const exactOf = (id: string) => Number(paid.get(id) ?? 0n);
    for (let node = 0; node < nodes; node += 1)
      comparison.compare(`paid to node ${node}`, "wei", {
        fast: fast.paidToNode(node),
        exact: exactOf(nodeId(node)),
      });
    for (let staker = 0; staker < stakers; staker += 1)
      comparison.compare(`paid to staker ${staker}`, "wei", {
        fast: fast.paidToStaker(staker),
        exact: exactOf(twin.stakerId(staker)),
      });
  }
}

type Attempt<T> =
  | Readonly<{ refusal: undefined; value: T }>
  | Readonly<{ refusal: EconomyError; value?: undefined }>;

function attempt<T>(act: () => T): Attempt<T> {
  try {
    return { refusal: undefined, value: act() };
  } catch (error) {
    if (error instanceof EconomyError) return { refusal: error };
    throw error;
  }
}
