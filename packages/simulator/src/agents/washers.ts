import { miningStages } from "@stos/economy";
import type { EpochFigures } from "../engine/simulated-economy.ts";
import type { WasherGroup } from "../scenario/scenario.ts";
import type { Agent, AgentContext } from "./agent.ts";

/**
 * Buys Ozone and consumes it on its own nodes for the mining reward. An epoch nets
 * W · (a·f·(1 + M/(T + W)) + e − 1), with T the traffic reward of all others.
 */
export function washerAgent(group: WasherGroup, context: AgentContext): Agent {
  const { books, economy, market } = context;
  const accounts = books.nodes.map(() => economy().openAccount());
  books.accounts.push(...accounts);
  const seed = context.random.word();
  let spend = group.spend === "best" ? leastSpend : group.spend;
  let washed = 0;
  let honest = 0;
  let washedReward = 0;

  return {
    books,
    act(epoch) {
      if (group.spend === "best") spend = nextSpend();
      washed = 0;
      for (const [at, account] of accounts.entries()) wash(account, books.nodes[at] ?? 0, epoch);
    },
    observe({ consumed, trafficReward }: EpochFigures) {
      const part = consumed === 0 ? 0 : Math.min(1, washed / consumed);
      washedReward = trafficReward * part;
      honest = trafficReward - washedReward;
    },
    figures: () => [{ name: "spend", unit: "wei", value: spend }],
  };

  function wash(account: number, node: number, epoch: number): void {
    if (spend <= 0 || market.prepay(account, spend) === undefined) return;
    const balance = economy().balanceOf(account);
    const own = Math.floor(balance * group.ownShare);
    if (own > 0 && market.consume(account, node, own)) washed += own;
    if (balance > own)
      economy().consumeSpread(account, balance - own, { draw: "even", seed, epoch });
  }

  /** Equal washers who all jump to the best answer at once overshoot for ever: each goes a part of the way. */
  function nextSpend(): number {
    const others = honest + washedReward * (1 - 1 / group.count);
    const best = bestAnswer({ others, stage: economy().figures.stage, ownShare: group.ownShare });
    return Math.max(leastSpend, Math.round(spend + (best - spend) / group.count));
  }
}

/** The W that nets most: √(a·f·M·T / (1 − a·f)) − T. What the washer's own deposit earns of W, e, is not counted. */
export function bestAnswer({
  others,
  stage,
  ownShare,
}: Readonly<{ others: number; stage: number; ownShare: number }>): number {
  const row = miningStages[stage - 1];
  if (row === undefined) throw new RangeError(`there is no stage ${stage}`);
  const a = (Number(row.percent.resource) / 100) * ownShare;
  return Math.sqrt((a * Number(row.reward) * others) / (1 - a)) - others;
}

/** 0.001 STOS: with nobody else, the least is the best. */
const leastSpend = 1e15;
