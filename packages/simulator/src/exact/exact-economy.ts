import {
  applyOperation,
  auditEconomy,
  EconomyError,
  type EconomyState,
  type EpochOutcome,
  entriesOf,
  holderBefore,
  lookUp,
  miningStage,
  newEconomy,
  type Operation,
  type Outcome,
  type PayoutKind,
  rewardOf,
  type ShutdownOutcome,
} from "@stos/economy";
import { noz, wei } from "@stos/units";
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
import { type EpochKernel, openEpochKernel } from "../fast/epoch-kernel.ts";
import { openTrafficDrawing } from "../fast/traffic-drawing.ts";
import { exactGenesis, exactParameters, nodeId, stakerIds } from "./exact-genesis.ts";

/** The economy by the chain's own reducer, to the wei. `state` is the reducer's. */
export class ExactEconomy implements SimulatedEconomy {
  readonly figures: EconomyFigures;
  state: EconomyState;
  epoch = 0;
  #accounts = 1;
  #nodes: number;
  #kernel: EpochKernel;
  readonly #capacities: number[];
  readonly #stakers: readonly string[];

  constructor(genesis: SimulatedGenesis) {
    this.state = applyOperation(newEconomy(exactParameters(genesis)), exactGenesis(genesis)).state;
    this.#nodes = genesis.nodes.length;
    this.#capacities = genesis.nodes.map(({ role, capacity }) =>
      role === "resource" ? capacity : 0,
    );
    this.#kernel = this.#openKernel();
    this.#stakers = stakerIds(genesis);
    this.figures = liveFigures(this);
  }

  openAccount(): Account {
    this.#accounts += 1;
    return this.#accounts - 1;
  }

  balanceOf(account: Account): number {
    return Number(lookUp(this.state.balances, accountId(account)) ?? 0n);
  }

  prepay(account: Account, payment: number, minimum = 0): number {
    const outcome = this.#apply({
      op: "prepay",
      user: accountId(account),
      payment: wei(BigInt(payment)),
      minimum: noz(BigInt(minimum)),
    });
    return outcome.op === "prepay" ? Number(outcome.bought) : 0;
  }

  consume(account: Account, node: Node, ozone: number): void {
    const user = accountId(account);
    this.#apply({ op: "consume", user, node: nodeId(node), ozone: noz(BigInt(ozone)) });
  }

  consumeSpread(account: Account, ozone: number, spread: TrafficSpread): number {
    requireOzone(ozone, this.balanceOf(account));
    const { drawn, traffic } = this.#kernel;
    const consumed = openTrafficDrawing(this.#kernel).spread(ozone, spread);
    traffic.fill(0);
    if (consumed === 0) return 0;
    const parts = Array.from(drawn.subarray(0, this.#nodes), (part, node) => ({
      id: nodeId(node),
      traffic: noz(BigInt(part)),
    })).filter((part) => part.traffic > 0n);
    this.#apply({ op: "consume-many", user: accountId(account), traffic: parts });
    return consumed;
  }

  activate(role: "resource" | "meta", deposit: number, capacity = 1): Node {
    const node = this.#nodes;
    this.#apply({ op: "activate", node: nodeId(node), deposit: wei(BigInt(deposit)), role });
    this.#nodes += 1;
    this.#capacities.push(role === "resource" ? capacity : 0);
    if (this.#nodes > this.#kernel.capacity) this.#kernel = this.#openKernel();
    this.#kernel.weight[node] = this.#capacities[node] ?? 0;
    return node;
  }

  unregister(node: Node): void {
    this.#apply({ op: "unregister", node: nodeId(node) });
    this.#silence(node);
  }

  shutdown(node: Node): ShutdownFigures {
    const outcome = this.#apply({ op: "shutdown", node: nodeId(node) }) as ShutdownOutcome;
    this.#silence(node);
    return {
      isProper: outcome.isProper,
      cancelledTraffic: Number(outcome.cancelledTraffic),
      cancelledMining: Number(outcome.cancelledMining),
      forfeited: Number(outcome.forfeited),
    };
  }

  nodeFigures(node: Node): NodeFigures {
    const id = nodeId(node);
    const found = lookUp(this.state.nodes, id);
    if (found === undefined) throw new RangeError(`there is no node ${node}`);
    return {
      status: found.status,
      remaining: Number(found.remaining),
      traffic: Number(lookUp(this.state.traffic, id) ?? 0n),
      reward: rewardFigures(this.state, id),
    };
  }

  stakerFigures(staker: Staker): RewardFigures {
    const id = this.#stakers[staker];
    if (id === undefined) throw new RangeError(`there is no staker ${staker}`);
    return rewardFigures(this.state, id);
  }

  addGas(amount: number): void {
    this.#apply({ op: "gas", amount: wei(BigInt(amount)) });
  }

  settleEpoch(): EpochFigures {
    const outcome = this.#apply({ op: "epoch" }) as EpochOutcome;
    this.epoch += 1;
    return epochFigures(this.epoch, outcome, this.state);
  }

  #apply(operation: Operation): Outcome {
    const { state, outcome } = applyOperation(this.state, operation);
    this.state = state;
    return outcome;
  }

  /** No demand falls on a node that left. */
  #silence(node: Node): void {
    this.#capacities[node] = 0;
    this.#kernel.weight[node] = 0;
  }

  #openKernel(): EpochKernel {
    const kernel = openEpochKernel(this.#nodes * 2, 0);
    kernel.weight.set(this.#capacities);
    return kernel;
  }
}

/** As the reducer refuses; asked here too, since a spread may come to less than what was offered. */
function requireOzone(wanted: number, balance: number): void {
  if (wanted <= 0) throw new EconomyError({ code: "amount-is-zero" });
  if (wanted > balance)
    throw new EconomyError({
      code: "ozone-balance-exceeded",
      wanted: noz(BigInt(wanted)),
      balance: noz(BigInt(balance)),
    });
}

function accountId(account: Account): string {
  return account === 0 ? holderBefore : `user-${account}`;
}

function rewardFigures(state: EconomyState, id: string): RewardFigures {
  let locked = 0n;
  for (const { rewards } of state.locked) {
    const reward = rewardOf(rewards, id);
    if (reward !== undefined) locked += reward.traffic + reward.mining;
  }
  return { given: Number((lookUp(state.vested, id) ?? 0n) + locked), locked: Number(locked) };
}

function epochFigures(epoch: number, outcome: EpochOutcome, state: EconomyState): EpochFigures {
  const paid: Record<PayoutKind, bigint> = { resource: 0n, meta: 0n, delegation: 0n, deposit: 0n };
  for (const { kind, traffic, mining } of outcome.payouts) paid[kind] += traffic + mining;
  const carried = entriesOf(state.traffic).filter(([, traffic]) => traffic > 0n);
  return {
    epoch,
    consumed: Number(outcome.consumed),
    trafficReward: Number(outcome.trafficReward),
    miningReward: Number(outcome.miningReward),
    stage: outcome.stage,
    paidTraffic: Number(outcome.paidTraffic),
    paidMining: Number(outcome.paidMining),
    paid: {
      resource: Number(paid.resource),
      meta: Number(paid.meta),
      delegation: Number(paid.delegation),
      deposit: Number(paid.deposit),
    },
    settledNodes: outcome.settled.length,
    carriedNodes: carried.length,
    carried: Number(carried.reduce((sum, [, traffic]) => sum + traffic, 0n)),
  };
}

/** Counted anew at every reading of a total: cheap to have, dear to ask. */
function liveFigures(economy: ExactEconomy): EconomyFigures {
  const active = (wanted: string) =>
    entriesOf(economy.state.nodes).filter(
      ([, { role, status }]) => role === wanted && status === "active",
    ).length;
  const terms = () => auditEconomy(economy.state).terms;
  const sumOf = (map: EconomyState["balances"]) =>
    Number(entriesOf(map).reduce((sum, [, amount]) => sum + amount, 0n));
  return {
    get epoch() {
      return economy.epoch;
    },
    get deposited() {
      return Number(economy.state.pool.deposited);
    },
    get prepaid() {
      return Number(economy.state.pool.prepaid);
    },
    get forSale() {
      return Number(economy.state.pool.forSale);
    },
    get outstanding() {
      return Number(economy.state.outstanding);
    },
    get issued() {
      return Number(economy.state.mining.issued);
    },
    get miningPool() {
      return Number(economy.state.mining.pool);
    },
    get stage() {
      return miningStage(economy.state.mining.issued).stage;
    },
    get price() {
      const { deposited, prepaid, forSale } = economy.state.pool;
      return Number(deposited + prepaid) / Number(forSale);
    },
    get activeResourceNodes() {
      return active("resource");
    },
    get activeMetaNodes() {
      return active("meta");
    },
    get deposits() {
      return Number(terms().deposits);
    },
    get locked() {
      return Number(terms().locked);
    },
    get vested() {
      return Number(terms().vested);
    },
    get released() {
      return Number(terms().released);
    },
    get community() {
      return Number(economy.state.community);
    },
    get returned() {
      return Number(economy.state.returned);
    },
    get inflow() {
      return Number(economy.state.inflow);
    },
    get balances() {
      return sumOf(economy.state.balances);
    },
    get traffic() {
      return sumOf(economy.state.traffic);
    },
  };
}
