import { EconomyError } from "@stos/economy";
import { noz } from "@stos/units";
import type {
  Account,
  EconomyFigures,
  EpochFigures,
  Node,
  NodeFigures,
  RewardFigures,
  ShutdownFigures,
  SimulatedEconomy,
  Staker,
  TrafficSpread,
} from "../engine/simulated-economy.ts";
import type { SimulatedGenesis } from "../engine/simulated-genesis.ts";
import { shareEpoch } from "./epoch-share.ts";
import { openFastState } from "./fast-genesis.ts";
import type { FastState } from "./fast-state.ts";
import { type Earned, earnedOf, holdShare, lockedOf, releaseShare } from "./lazy-share.ts";
import { ensureRoom, lockedService } from "./node-rows.ts";
import { isCooledOff, leaveAt, requireActive } from "./node-table.ts";
import { fastJoin, fastLeave, fastPurchase, fastStage, microWei } from "./pool-rules.ts";
import { cancelNode, expelNode, forfeitTraffic } from "./shutdown.ts";

/** The economy in doubles: equal to the reducer within 1e-9 relative, and in whom each epoch settles. */
export class FastEconomy implements SimulatedEconomy {
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
    state.inflow += payment;
    state.balances[account] = this.balanceOf(account) + bought;
    return bought;
  }

  consume(account: Account, node: Node, ozone: number): void {
    const { state } = this;
    this.#requireBalance(account, ozone);
    requireActive(state.nodes[node], node);
    state.balances[account] = this.balanceOf(account) - ozone;
    state.kernel.traffic[node] = (state.kernel.traffic[node] ?? 0) + ozone;
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
    fastJoin(state.pool, deposit, state.isTracking);
    state.inflow += deposit;
    state.deposits += deposit;
    state.activeDeposits += deposit;
    state.active[role] += 1;
    const handle = state.nodes.push({
      role,
      capacity,
      initial: deposit,
      remaining: deposit,
      depositedAt: state.now,
      status: "active",
      isReleased: false,
      deposit: holdShare(state.stakeShare, deposit, state.epoch),
      duty: role === "meta" ? holdShare(state.metaShare, 1, state.epoch) : undefined,
    });
    ensureRoom(state, handle);
    if (role === "resource") state.kernel.weight[handle - 1] = capacity;
    return handle - 1;
  }

  unregister(handle: Node): void {
    const { state } = this;
    if (state.nodes[handle]?.role === "meta")
      throw new EconomyError({ code: "meta-node-cannot-unregister", id: `${handle}` });
    const node = requireActive(state.nodes[handle], handle);
    fastLeave(state.pool, node.initial, state.isTracking);
    leaveAt(node, state.now, state.genesis);
    node.status = "leaving";
    stopEarning(state, handle);
  }

  shutdown(handle: Node): ShutdownFigures {
    const { state } = this;
    const node = state.nodes[handle];
    if (node === undefined) throw new EconomyError({ code: "node-unknown", id: `${handle}` });
    if (node.status === "gone" || node.isReleased)
      throw new EconomyError({ code: "node-gone", id: `${handle}` });

    const isProper = isCooledOff(node, state.now, state.genesis);
    if (node.status === "active") {
      expelNode(state, node);
      leaveAt(node, state.now, state.genesis);
      stopEarning(state, handle);
    }
    node.status = "gone";
    const cancelled = isProper ? { traffic: 0, mining: 0 } : cancelNode(state, handle, node);
    const forfeited = forfeitTraffic(state, handle);
    return {
      isProper,
      cancelledTraffic: cancelled.traffic,
      cancelledMining: cancelled.mining,
      forfeited,
    };
  }

  nodeFigures(handle: Node): NodeFigures {
    const { state } = this;
    const node = state.nodes[handle];
    if (node === undefined) throw new EconomyError({ code: "node-unknown", id: `${handle}` });
    const { kernel, epoch, lockEpochs } = state;
    const at = { epoch, lockEpochs };
    const { earnedTraffic, earnedMining } = kernel;
    const given = [
      { traffic: earnedTraffic[handle] ?? 0, mining: earnedMining[handle] ?? 0 },
      earnedOf(state.stakeShare, node.deposit),
      node.duty === undefined ? nothing : earnedOf(state.metaShare, node.duty),
    ];
    const locked = [
      lockedService(state, handle),
      lockedOf(state.stakeShare, node.deposit, at),
      node.duty === undefined ? nothing : lockedOf(state.metaShare, node.duty, at),
    ];
    return {
      status: node.status,
      remaining: node.remaining,
      traffic: kernel.traffic[handle] ?? 0,
      reward: { given: total(given), locked: total(locked) },
    };
  }

  stakerFigures(staker: Staker): RewardFigures {
    const { state } = this;
    const holder = state.stakers[staker];
    if (holder === undefined) throw new RangeError(`there is no staker ${staker}`);
    const given = total([earnedOf(state.stakeShare, holder)]) + holder.weight * state.gasPerUnit;
    return { given, locked: total([lockedOf(state.stakeShare, holder, state)]) };
  }

  addGas(amount: number): void {
    const { state } = this;
    state.inflow += amount;
    if (state.delegations === 0) {
      state.community += amount;
      return;
    }
    state.gasPerUnit += amount / state.delegations;
    state.vested += amount;
  }

  settleEpoch(): EpochFigures {
    return shareEpoch(this.state);
  }

  #requireBalance(account: Account, ozone: number): void {
    if (ozone <= 0) throw new EconomyError({ code: "amount-is-zero" });
    const balance = this.balanceOf(account);
    if (ozone > balance)
      throw new EconomyError({
        code: "ozone-balance-exceeded",
        wanted: noz(BigInt(Math.floor(ozone))),
        balance: noz(BigInt(Math.floor(balance))),
      });
  }
}

const nothing: Earned = { traffic: 0, mining: 0 };

function total(parts: readonly Earned[]): number {
  return parts.reduce((sum, { traffic, mining }) => sum + traffic + mining, 0);
}

/** A node that leaves has no share by deposit or duty any more, and no demand falls on it. */
function stopEarning(state: FastState, handle: Node): void {
  const node = state.nodes[handle];
  if (node === undefined) return;
  releaseShare(state.stakeShare, node.deposit, state.epoch);
  if (node.duty !== undefined) releaseShare(state.metaShare, node.duty, state.epoch);
  state.activeDeposits -= node.remaining;
  state.active[node.role] -= 1;
  state.kernel.weight[handle] = 0;
  state.releases.push(handle);
}

function liveFigures(state: FastState): EconomyFigures {
  const { pool } = state;
  return {
    get epoch() {
      return state.epoch;
    },
    get deposited() {
      return pool.deposited;
    },
    get prepaid() {
      return pool.prepaid;
    },
    get forSale() {
      return pool.forSale;
    },
    get outstanding() {
      return pool.outstanding;
    },
    get issued() {
      return pool.issuedMicro * microWei;
    },
    get miningPool() {
      return pool.miningPoolMicro * microWei;
    },
    get stage() {
      return fastStage(pool.issuedMicro).stage;
    },
    get price() {
      return (pool.deposited + pool.prepaid) / pool.forSale;
    },
    get activeResourceNodes() {
      return state.active.resource;
    },
    get activeMetaNodes() {
      return state.active.meta;
    },
    get deposits() {
      return state.deposits;
    },
    get locked() {
      return state.locked;
    },
    get vested() {
      return state.vested;
    },
    get released() {
      return state.released;
    },
    get community() {
      return state.community;
    },
    get returned() {
      return state.returnedMicro * microWei;
    },
    get inflow() {
      return state.inflow;
    },
    get balances() {
      let sum = 0;
      for (const balance of state.balances) sum += balance;
      return sum;
    },
    get traffic() {
      return state.traffic;
    },
  };
}
