import type { Node } from "../engine/simulated-economy.ts";
import { poisson } from "../random/random-source.ts";
import type { ResourceNodeGroup } from "../scenario/scenario.ts";
import type { Agent, AgentContext } from "./agent.ts";
import { drawnWeight } from "./distribution.ts";

/** Resource nodes that serve, join and leave. */
export function resourceNodeAgent(group: ResourceNodeGroup, context: AgentContext): Agent {
  const { books } = context;
  const isSteady = group.joinRate === 0 && group.leaveRate === 0 && group.run === undefined;
  return isSteady ? { books } : { books, act: moves(group, context) };
}

function moves(group: ResourceNodeGroup, context: AgentContext): (epoch: number) => void {
  const { books, market, random, population, report, parameters } = context;
  const active: Node[] = [...books.nodes];
  const coolingOff = Math.ceil(parameters.coolingOffSeconds / parameters.epochSeconds);
  /** Leavers in the order of their last day. */
  const leaving: Readonly<{ node: Node; until: number }>[] = [];
  let joined = 0;

  return (epoch) => {
    while (leaving[0] !== undefined && leaving[0].until <= epoch) {
      const gone = leaving.shift();
      if (gone !== undefined) market.stop(gone.node);
    }
    const wanted = Math.min(poisson(random, group.joinRate), group.joinMax - joined);
    for (let each = 0; each < wanted; each += 1) join();
    const isRun = group.run?.at === epoch;
    const running = isRun ? Math.round(active.length * (group.run?.share ?? 0)) : 0;
    const leavers = Math.min(
      active.length,
      running + poisson(random, active.length * group.leaveRate),
    );
    for (let each = 0; each < leavers; each += 1) leave(epoch);
  };

  function join(): void {
    joined += 1;
    const deposit = group.deposit * drawnWeight(group.depositDistribution, random);
    const base = typeof group.capacity === "number" ? group.capacity : 1;
    const capacity = base * drawnWeight(group.capacityDistribution, random);
    const node = market.join("resource", Math.max(1, Math.round(deposit)), capacity);
    if (node === undefined) return;
    active.push(node);
    books.nodes.push(node);
    population.set(node, capacity);
    report("join", `node ${node} joins with ${deposit / 1e18} STOS`);
  }

  function leave(epoch: number): void {
    const at = random.below(active.length);
    const node = active[at];
    const last = active.at(-1);
    if (node === undefined || last === undefined) return;
    const isImproper = random.fraction() < group.improperShare;
    if (!(isImproper ? market.stop(node) : market.leave(node))) return;
    active[at] = last;
    active.pop();
    population.delete(node);
    if (!isImproper) leaving.push({ node, until: epoch + coolingOff });
    report(isImproper ? "improper-exit" : "leave", `node ${node} of ${active.length + 1} goes`);
  }
}
