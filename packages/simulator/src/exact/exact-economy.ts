import {
  applyOperation,
  EconomyError,
  type EconomyState,
  type EpochOutcome,
  lookUp,
  type NodeTraffic,
  newEconomy,
  type Operation,
  type Outcome,
  rewardOf,
  type ShutdownOutcome,
  withEntry,
} from "@stos/economy";
import { noz, wei } from "@stos/units";
import { accountId, nodeId, stakerIds } from "../engine/exact-ids.ts";
import type {
  Account,
  EconomyFigures,
  EpochFigures,
  ExactSnapshot,
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
import {
  type ExactEpochFigures,
  type ExactFigures,
  epochInDoubles,
  exactEpochFigures,
  exactFiguresOf,
  inDoubles,
} from "./exact-figures.ts";
import { exactGenesis, exactParameters } from "./exact-genesis.ts";
import { countTotals, type ExactTotals, followOperation } from "./exact-totals.ts";

/** A reward to the wei. */
export type ExactReward = Readonly<{ given: bigint; locked: bigint }>;

/** The economy by the chain's own reducer, to the wei, from a genesis or from another engine's snapshot. */
export class ExactEconomy implements SimulatedEconomy {
  readonly figures: EconomyFigures;
  /** The same to the unit. */
  readonly exact: ExactFigures;
  readonly totals: ExactTotals;
  state: EconomyState;
  epoch: number;
  lastEpoch: Readonly<{ figures: ExactEpochFigures; outcome: EpochOutcome }> | undefined;
  #accounts: number;
  readonly #capacities: number[];
  readonly #stakers: readonly string[];
  #kernel: EpochKernel;

  constructor(start: SimulatedGenesis | ExactSnapshot) {
    const { state, epoch, accounts, capacities } = "state" in start ? start : atGenesis(start);
    this.state = state;
    this.epoch = epoch;
    this.totals = countTotals(state);
    this.exact = exactFiguresOf(this);
    this.figures = inDoubles(this.exact);
    this.#accounts = accounts;
    this.#capacities = [...capacities];
    this.#stakers = stakerIds(state.validators);
    this.#kernel = this.#openKernel();
  }

  openAccount(): Account {
    this.#accounts += 1;
    return this.#accounts - 1;
  }

  balanceOf(account: Account): number {
    return wholeBelow(this.exactBalance(account));
  }

  exactBalance(account: Account): bigint {
    return lookUp(this.state.balances, accountId(account)) ?? 0n;
  }

  /** Makes two engines that bought a noz more or less hold the same. O follows. */
  setBalance(account: Account, ozone: number): void {
    const wanted = noz(BigInt(ozone));
    const before = this.exactBalance(account);
    if (wanted === before) return;
    const { outstanding, balances } = this.state;
    this.state = {
      ...this.state,
      outstanding: noz(outstanding + wanted - before),
      balances: withEntry(balances, accountId(account), wanted),
    };
    this.totals.balances += wanted - before;
  }

  /** What is left of a node's deposit, in wei. */
  exactRemaining(node: Node): bigint {
    return lookUp(this.state.nodes, nodeId(node))?.remaining ?? 0n;
  }

  prepay(account: Account, payment: number, minimum = 0): number {
    const outcome = this.#apply({
      op: "prepay",
      user: accountId(account),
      payment: wei(BigInt(payment)),
      minimum: noz(BigInt(minimum)),
    });
    return outcome.op === "prepay" ? wholeBelow(outcome.bought) : 0;
  }

  consume(account: Account, node: Node, ozone: number): void {
    const user = accountId(account);
    this.#apply({ op: "consume", user, node: nodeId(node), ozone: noz(BigInt(ozone)) });
  }

  consumeSpread(account: Account, ozone: number, spread: TrafficSpread): number {
    requireOzone(ozone, this.exactBalance(account));
    const { drawn, traffic } = this.#kernel;
    const consumed = openTrafficDrawing(this.#kernel).spread(ozone, spread);
    traffic.fill(0);
    if (consumed === 0) return 0;
    const parts: NodeTraffic[] = [];
    for (const [node, part] of drawn.subarray(0, this.#capacities.length).entries())
      if (part > 0) parts.push({ id: nodeId(node), traffic: noz(BigInt(part)) });
    this.#apply({ op: "consume-many", user: accountId(account), traffic: parts });
    return consumed;
  }

  activate(role: "resource" | "meta", deposit: number, capacity = 1): Node {
    const node = this.#capacities.length;
    this.#apply({ op: "activate", node: nodeId(node), deposit: wei(BigInt(deposit)), role });
    const weight = role === "resource" ? capacity : 0;
    this.#capacities.push(weight);
    if (this.#capacities.length > this.#kernel.capacity) this.#kernel = this.#openKernel();
    this.#kernel.weight[node] = weight;
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
    if (found === undefined) throw new EconomyError({ code: "node-unknown", id });
    return {
      status: found.status,
      remaining: Number(found.remaining),
      traffic: Number(lookUp(this.state.traffic, id) ?? 0n),
      reward: rewardInDoubles(this.exactReward(id)),
    };
  }

  stakerFigures(staker: Staker): RewardFigures {
    return rewardInDoubles(this.exactReward(this.stakerId(staker)));
  }

  stakerId(staker: Staker): string {
    const id = this.#stakers[staker];
    if (id === undefined) throw new RangeError(`there is no staker ${staker}`);
    return id;
  }

  get stakerCount(): number {
    return this.#stakers.length;
  }

  /** Of a node's or a staker's id. */
  exactReward(id: string): ExactReward {
    let locked = 0n;
    for (const { rewards } of this.state.locked) {
      const reward = rewardOf(rewards, id);
      if (reward !== undefined) locked += reward.traffic + reward.mining;
    }
    return { given: (lookUp(this.state.vested, id) ?? 0n) + locked, locked };
  }

  addGas(amount: number): void {
    this.#apply({ op: "gas", amount: wei(BigInt(amount)) });
  }

  settleEpoch(): EpochFigures {
    const outcome = this.#apply({ op: "epoch" }) as EpochOutcome;
    this.epoch += 1;
    const figures = exactEpochFigures(this, outcome);
    this.lastEpoch = { figures, outcome };
    return epochInDoubles(figures);
  }

  #apply(operation: Operation): Outcome {
    const before = this.state;
    const { state, outcome } = applyOperation(before, operation);
    this.state = state;
    followOperation(this.totals, { before, operation, outcome, after: state });
    return outcome;
  }

  /** No demand falls on a node that left. */
  #silence(node: Node): void {
    this.#capacities[node] = 0;
    this.#kernel.weight[node] = 0;
  }

  #openKernel(): EpochKernel {
    const kernel = openEpochKernel(this.#capacities.length * 2, 0);
    kernel.weight.set(this.#capacities);
    return kernel;
  }
}

function atGenesis(genesis: SimulatedGenesis): ExactSnapshot {
  const start = newEconomy(exactParameters(genesis));
  return {
    state: applyOperation(start, exactGenesis(genesis)).state,
    epoch: 0,
    accounts: 1,
    capacities: genesis.nodes.map(({ role, capacity }) => (role === "resource" ? capacity : 0)),
  };
}

/** As the reducer refuses; asked here too, since a spread may come to less than what was offered. */
function requireOzone(wanted: number, balance: bigint): void {
  if (wanted <= 0) throw new EconomyError({ code: "amount-is-zero" });
  if (BigInt(wanted) > balance)
    throw new EconomyError({
      code: "ozone-balance-exceeded",
      wanted: noz(BigInt(wanted)),
      balance: noz(balance),
    });
}

/** The greatest double that isn't more: who spends what he reads never spends too much. */
function wholeBelow(amount: bigint): number {
  const near = Number(amount);
  return BigInt(near) <= amount ? near : near * (1 - Number.EPSILON);
}

function rewardInDoubles({ given, locked }: ExactReward): RewardFigures {
  return { given: Number(given), locked: Number(locked) };
}
