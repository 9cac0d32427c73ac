import type { SimulatedGenesis } from "../engine/simulated-genesis.ts";
import { type RandomSource, randomSource } from "../random/random-source.ts";
import type { AgentGroup, ResourceNodeGroup, Scenario } from "../scenario/scenario.ts";
import type { Books, Owner } from "./books.ts";
import { weightsOf } from "./distribution.ts";

/** How a scenario's economy starts, and who of the groups owns what in it. */
export type GenesisPlan = Readonly<{ genesis: SimulatedGenesis; books: readonly Books[] }>;

/** Gives out handles in the order of the groups. */
export function planGenesis(
  scenario: Scenario,
  seed: number,
  openBooks: (owner: Owner) => Books,
): GenesisPlan {
  const nodes: SimulatedGenesis["nodes"][number][] = [];
  const validators: SimulatedGenesis["validators"][number][] = [];
  const books = scenario.groups.map(openBooks);
  let stakers = 0;

  for (const [at, group] of scenario.groups.entries()) {
    const owned = books[at];
    if (owned === undefined) continue;
    for (const node of nodesOf(group, randomSource(seed, `${group.name}/genesis`)))
      owned.nodes.push(nodes.push(node) - 1);
    for (const validator of validatorsOf(group)) {
      validators.push(validator);
      for (let each = 0; each <= validator.delegators.length; each += 1) {
        owned.stakers.push(stakers);
        stakers += 1;
      }
    }
  }
  const { limit, ...start } = scenario.genesis;
  const forSale = "forSale" in limit ? limit.forSale : limitAt(limit.price, start, nodes);
  return { genesis: { ...scenario.parameters, ...start, forSale, nodes, validators }, books };
}

/** l₀ = (s + p) / price (reading 27). */
function limitAt(
  price: number,
  { deposited, prepaid }: Pick<Scenario["genesis"], "deposited" | "prepaid">,
  nodes: SimulatedGenesis["nodes"],
): number {
  const deposits = nodes.reduce((total, { deposit }) => total + deposit, 0);
  return Math.max(1, Math.round(((deposited ?? deposits) + prepaid) / price));
}

type GenesisNode = SimulatedGenesis["nodes"][number];

function nodesOf(group: AgentGroup, random: RandomSource): readonly GenesisNode[] {
  switch (group.kind) {
    case "resource_nodes":
      return resourceNodes(group, random);
    case "meta_nodes":
      return repeated(group.count, { role: "meta", deposit: group.deposit, capacity: 0 });
    case "washers":
      return repeated(group.count, { role: "resource", deposit: group.deposit, capacity: 0 });
    case "rerollers":
    case "pumpers":
      return [{ role: "resource", deposit: group.deposit, capacity: group.capacity }];
    case "sandwichers":
      return [{ role: "resource", deposit: group.deposit, capacity: 0 }];
    case "depositors":
      return [{ role: "resource", deposit: keeperDeposit, capacity: 0 }];
    case "demand":
    case "validators":
    case "gas":
      return [];
  }
}

/** 1 STOS: the node on which a depositor redeems when his large one has left. */
const keeperDeposit = 1e18;

function resourceNodes(group: ResourceNodeGroup, random: RandomSource): readonly GenesisNode[] {
  const deposits = weightsOf(group.depositDistribution, group.count, random);
  const capacities = weightsOf(group.capacityDistribution, group.count, random);
  const { capacity } = group;
  return deposits.map((weight, at) => ({
    role: "resource",
    deposit: Math.max(1, Math.round(group.deposit * weight)),
    capacity: typeof capacity === "number" ? capacity * (capacities[at] ?? 1) : (capacity[at] ?? 0),
  }));
}

function validatorsOf(group: AgentGroup): SimulatedGenesis["validators"] {
  if (group.kind !== "validators") return [];
  const { commissionBp, self, delegators, delegation } = group;
  return repeated(group.count, {
    commissionBp,
    self,
    delegators: repeated(delegators, delegation),
  });
}

function repeated<T>(count: number, value: T): readonly T[] {
  return Array.from({ length: count }, () => value);
}
