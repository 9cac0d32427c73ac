import { EconomyError } from "@stos/economy";
import { noz } from "@stos/units";
import { nodeId } from "../engine/exact-ids.ts";
import type {
  Account,
  CheckableEconomy,
  EconomyFigures,
  EpochFigures,
  ExactSnapshot,
  Node,
  NodeFigures,
  RewardFigures,
  ShutdownFigures,
  Staker,
  TrafficSpread,
} from "../engine/simulated-economy.ts";
import type { SimulatedGenesis } from "../engine/simulated-genesis.ts";
import { SimulationError } from "../simulation-error.ts";
import { shareEpoch } from "./epoch-share.ts";
import { exactSnapshotOf } from "./exact-snapshot.ts";
import { liveFigures } from "./fast-figures.ts";
import { openFastState } from "./fast-genesis.ts";
import type { FastState } from "./fast-state.ts";
import { earnedOf, givenBetween, releaseShare, type ShareHolder, type Span } from "./lazy-share.ts";
import { addToSum } from "./long-sum.ts";
import { isCooledOff, joinedNode, leaveAt, requireActive, requireNode } from "./node-table.ts";
import { takePlace } from "./places.ts";
import { fastJoin, fastLeave, fastPurchase } from "./pool-rules.ts";
import { earnedByNode, givenToNode, lockedSpan, totalOf } from "./rewards.ts";
import { cancelNode, expelNode, forfeitTraffic } from "./shutdown.ts";

/** The economy in doubles: equal to the reducer within 1e-9 relative, and in whom each epoch settles. */
export class FastEconomy implements CheckableEconomy {
  readonly figures: EconomyFigures;
  readonly state: FastState;

  constructor(genesis: SimulatedGenesis) {
    this.state = openFastState(genesis);
    this.figures = liveFigures(this.state);
  }

  openAccount(): Account {
    return this.state.balances.push(0) - 1;
  }

  balanceOf(account: Account): number {
    return this.state.balances[account] ?? 0;
  }

  prepay(account: Account, payment: number, minimum = 0): number {
    const { state } = this;
    const bought = fastPurchase(state.pool, payment, minimum);
    addToSum(state.inflow, payment);
    state.balances[account] = this.balanceOf(account) + bought;
    return bought;
  }

  consume(account: Account, node: Node, ozone: number): void {
    const { state } = this;
    this.#requireBalance(account, ozone);
    const { place } = requireActive(state.nodes[node], node);
    state.balances[account] = this.balanceOf(account) - ozone;
    state.kernel.traffic[place] = (state.kernel.traffic[place] ?? 0) + ozone;
    state.traffic += ozone;
  }

  consumeSpread(account: Account, ozone: number, spread: TrafficSpread): number {
    const { state } = this;
    this.#requireBalance(account, ozone);
    const consumed = state.drawing.spread(ozone, spread);
    state.balances[account] = this.balanceOf(account) - consumed;
    state.traffic += consumed;
    return consumed;
  }

  activate(role: "resource" | "meta", deposit: number, capacity = 1): Node {
    const { state } = this;
    if (deposit <= 0) throw new EconomyError({ code: "amount-is-zero" });
    fastJoin(state.pool, deposit, state.isTracking);
    addToSum(state.inflow, deposit);
    state.deposits += deposit;
    state.activeDeposits += deposit;
    state.active[role] += 1;
    const handle = state.nodes.length;
    const place = takePlace(state, handle);
    state.nodes.push(joinedNode(state, { role, deposit, capacity, place }));
    if (role === "resource") state.kernel.weight[place] = capacity;
    return handle;
  }

  unregister(handle: Node): void {
    const { state } = this;
    if (state.nodes[handle]?.role === "meta")
      throw new EconomyError({ code: "meta-node-cannot-unregister", id: nodeId(handle) });
    const node = requireActive(state.nodes[handle], handle);
    fastLeave(state.pool, node.initial, state.isTracking);
    leaveAt(node, state.now, state.genesis);
    node.status = "leaving";
    stopEarning(state, handle);
  }

  shutdown(handle: Node): ShutdownFigures {
    const { state } = this;
    const node = requireNode(state.nodes[handle], handle);
    if (node.status === "gone" || node.isReleased)
      throw new EconomyError({ code: "node-gone", id: nodeId(handle) });

    const isProper = isCooledOff(node, state.now, state.genesis);
    if (node.status === "active") {
      expelNode(state, node);
      leaveAt(node, state.now, state.genesis);
      stopEarning(state, handle);
    }
    node.status = "gone";
    const cancelled = isProper ? { traffic: 0, mining: 0 } : cancelNode(state, handle);
    const forfeited = forfeitTraffic(state, node);
    return {
      isProper,
      cancelledTraffic: cancelled.traffic,
      cancelledMining: cancelled.mining,
      forfeited,
    };
  }

  nodeFigures(handle: Node): NodeFigures {
    const { state } = this;
    const node = requireNode(state.nodes[handle], handle);
    return {
      status: node.status,
      remaining: node.remaining,
      traffic: state.kernel.traffic[node.place] ?? 0,
      reward: {
        given: totalOf(earnedByNode(state, handle)),
        locked: totalOf(givenToNode(state, handle, lockedSpan(state))),
      },
    };
  }

  stakerFigures(staker: Staker): RewardFigures {
    const { state } = this;
    const holder = this.#requireStaker(staker);
    return {
      given: totalOf(earnedOf(state.stakeShare, holder)) + holder.weight * state.gasPerUnit,
      locked: totalOf(givenBetween(state.stakeShare, holder, lockedSpan(state))),
    };
  }

  paidToNode(handle: Node): number {
    return totalOf(givenToNode(this.state, handle, lastSpan(this.state)));
  }

  paidToStaker(staker: Staker): number {
    const { state } = this;
    return totalOf(givenBetween(state.stakeShare, this.#requireStaker(staker), lastSpan(state)));
  }

  exactSnapshot(): ExactSnapshot {
    return exactSnapshotOf(this.state);
  }

  addGas(amount: number): void {
    const { state } = this;
    addToSum(state.inflow, amount);
    if (state.delegations === 0) {
      state.community += amount;
      return;
    }
    state.gasPerUnit += amount / state.delegations;
    addToSum(state.vested, amount);
  }

  settleEpoch(): EpochFigures {
    return shareEpoch(this.state);
  }

  #requireStaker(staker: Staker): ShareHolder {
    const holder = this.state.stakers[staker];
    if (holder === undefined) throw new RangeError(`there is no staker ${staker}`);
    return holder;
  }

  #requireBalance(account: Account, ozone: number): void {
    if (ozone <= 0) throw new EconomyError({ code: "amount-is-zero" });
    if (!Number.isSafeInteger(ozone) || !Number.isSafeInteger(ozone + this.state.traffic))
      throw new SimulationError({ code: "too-large", ozone, unsettled: this.state.traffic });
    const balance = this.balanceOf(account);
    if (ozone > balance)
      throw new EconomyError({
        code: "ozone-balance-exceeded",
        wanted: noz(BigInt(Math.floor(ozone))),
        balance: noz(BigInt(Math.floor(balance))),
      });
  }
}

function lastSpan({ epoch }: FastState): Span {
  return { before: Math.max(0, epoch - 1), until: epoch };
}

/** A node that leaves has no share by deposit or duty any more, and no demand falls on it. */
function stopEarning(state: FastState, handle: Node): void {
  const node = state.nodes[handle];
  if (node === undefined) return;
  releaseShare(state.stakeShare, node.deposit, state.epoch);
  if (node.duty !== undefined) releaseShare(state.metaShare, node.duty, state.epoch);
  state.activeDeposits -= node.remaining;
  state.active[node.role] -= 1;
  state.kernel.weight[node.place] = 0;
  state.releases.push(node);
  state.nextReleaseAt = Math.min(state.nextReleaseAt, node.releaseAt ?? Infinity);
}
