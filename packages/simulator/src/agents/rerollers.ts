import { type Candidate, drawByWeight } from "@stos/economy";
import { nodeId } from "../engine/exact-ids.ts";
import type { Node } from "../engine/simulated-economy.ts";
import type { RerollerGroup } from "../scenario/scenario.ts";
import type { Agent, AgentContext } from "./agent.ts";

/**
 * A washer whose objects are drawn to nodes by the economy's weighted draw, and who abandons up to k draws of each until its
 * own node comes up: instead of f of its traffic, 1 − (1 − f)^(k + 1) lands on its node.
 */
export function rerollerAgent(group: RerollerGroup, context: AgentContext): Agent {
  const { books, economy, market, population, random } = context;
  const own = books.nodes[0] ?? 0;
  const account = economy().openAccount();
  books.accounts.push(account);
  let drawn = 0;
  let landed = 0;

  return {
    books,
    act() {
      if (market.prepay(account, group.spend) === undefined) return;
      const candidates = candidatesOf(population);
      const ozone = Math.floor(economy().balanceOf(account) / group.objects);
      if (ozone < 1) return;
      for (let object = 0; object < group.objects; object += 1) place(candidates, ozone);
    },
    figures: () => [
      { name: "landed_share", unit: "ratio", value: drawn === 0 ? 0 : landed / drawn },
    ],
  };

  function place(candidates: Candidates, ozone: number): void {
    let node = candidates.draw(random.wide());
    for (let again = 0; again < group.rerolls && node !== own; again += 1)
      node = candidates.draw(random.wide());
    if (node === undefined || !market.consume(account, node, ozone)) return;
    drawn += 1;
    if (node === own) landed += 1;
  }
}

type Candidates = Readonly<{ draw: (uniform: bigint) => Node | undefined }>;

function candidatesOf(population: ReadonlyMap<Node, number>): Candidates {
  const nodes = new Map<string, Node>();
  const list: Candidate[] = [];
  for (const [node, weight] of population) {
    nodes.set(nodeId(node), node);
    list.push({ id: nodeId(node), weight: BigInt(Math.round(weight * weightScale)) });
  }
  return {
    draw(uniform) {
      const [picked = ""] = drawByWeight(list, [uniform]);
      return nodes.get(picked);
    },
  };
}

/** The economy's draw weighs by whole numbers: capacities count to a millionth. */
const weightScale = 1e6;
