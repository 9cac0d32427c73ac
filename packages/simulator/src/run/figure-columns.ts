import type { PayoutKind } from "@stos/economy";
import type {
  EconomyFigures,
  EpochFigures,
  SimulatedEconomy,
} from "../engine/simulated-economy.ts";
import { ExactEconomy } from "../exact/exact-economy.ts";
import type { ExactEpochFigures, ExactFigures } from "../exact/exact-figures.ts";
import type { Amount, Unit } from "./run-result.ts";

/** One figure of the economy or of its last epoch, that a series can hold. */
export type FigureColumn = Readonly<{
  name: string;
  unit: Unit;
  doc: string;
  /** Of the economy, or of the epoch that has just settled. */
  of: "economy" | "epoch";
  read: (figures: AnyFigures) => Amount;
}>;

/** Both engines' figures have the same names; amounts are doubles or bigints. */
export type AnyFigures = Readonly<{
  economy: EconomyFigures | ExactFigures;
  epoch: EpochFigures | ExactEpochFigures;
}>;

/** The figures of an engine at this moment: bigints where it has them. */
export function figuresOf(economy: SimulatedEconomy, epoch: EpochFigures): AnyFigures {
  if (!(economy instanceof ExactEconomy)) return { economy: economy.figures, epoch };
  return { economy: economy.exact, epoch: economy.lastEpoch?.figures ?? epoch };
}

/** Every figure that `record.series` can name, but for those of agents. */
export const figureColumns: readonly FigureColumn[] = [
  economyColumn("price", "wei-per-noz", "(s + p) / l: the price of the next Ozone"),
  economyColumn("deposited", "wei", "s: the deposit that the price counts"),
  economyColumn("prepaid", "wei", "p: the Volume Pool"),
  economyColumn("for_sale", "noz", "l: the remaining Ozone limit", "forSale"),
  economyColumn("outstanding", "noz", "O: Ozone sold and not yet settled"),
  {
    name: "shortfall",
    unit: "wei",
    doc: "what redeeming all outstanding Ozone would pay above p; 0 where p covers it",
    of: "economy",
    read: ({ economy }) => shortfallOf(economy),
  },
  economyColumn("issued", "wei", "gross mining rewards, which decide the stage"),
  economyColumn("mining_pool", "wei", "what can still be mined", "miningPool"),
  economyColumn("stage", "count", "the stage, from 1"),
  economyColumn(
    "active_resource_nodes",
    "count",
    "resource nodes that are active",
    "activeResourceNodes",
  ),
  economyColumn("active_meta_nodes", "count", "meta nodes that are active", "activeMetaNodes"),
  economyColumn("deposits", "wei", "all deposits that haven't come back"),
  economyColumn("locked", "wei", "rewards given and still locked"),
  economyColumn("vested", "wei", "rewards that became free"),
  economyColumn("released", "wei", "deposits that came back"),
  economyColumn("community", "wei", "gas that nobody could claim"),
  economyColumn("returned", "wei", "mining rewards that came back to the pool"),
  economyColumn("inflow", "wei", "all STOS that came in"),
  economyColumn("balances", "noz", "Ozone that users hold"),
  economyColumn("traffic", "noz", "unsettled traffic of all nodes"),
  epochColumn("consumed", "noz", "Y: the traffic that the epoch settled"),
  epochColumn("traffic_reward", "wei", "R", "trafficReward"),
  epochColumn("mining_reward", "wei", "M", "miningReward"),
  epochColumn("paid_traffic", "wei", "what was paid of R", "paidTraffic"),
  epochColumn("paid_mining", "wei", "what was paid of M", "paidMining"),
  paidColumn("resource", "for traffic"),
  paidColumn("meta", "to meta nodes"),
  paidColumn("delegation", "to validators and delegators"),
  paidColumn("deposit", "for deposits"),
  epochColumn("settled_nodes", "count", "nodes that settled", "settledNodes"),
  epochColumn("carried_nodes", "count", "nodes whose traffic carries over", "carriedNodes"),
  epochColumn("carried", "noz", "traffic that carries over"),
];

/** What a scenario records that doesn't say. */
export const defaultSeries: readonly string[] = [
  "price",
  "deposited",
  "prepaid",
  "for_sale",
  "outstanding",
  "shortfall",
  "issued",
  "stage",
  "active_resource_nodes",
  "consumed",
  "traffic_reward",
  "mining_reward",
  "locked",
];

/** What all Ozone is worth, (s + p) · O / (l + O), less p; never below 0. Rounds down. */
export function shortfallOf(figures: EconomyFigures | ExactFigures): Amount {
  const { deposited, prepaid, forSale, outstanding } = figures;
  if (
    typeof deposited === "bigint" &&
    typeof prepaid === "bigint" &&
    typeof forSale === "bigint" &&
    typeof outstanding === "bigint"
  ) {
    const worth = ((deposited + prepaid) * outstanding) / (forSale + outstanding);
    return worth > prepaid ? worth - prepaid : 0n;
  }
  const [s, p, l, o] = [deposited, prepaid, forSale, outstanding].map(Number);
  return positive(s, p, l, o);
}

function positive(s = 0, p = 0, l = 0, o = 0): number {
  return Math.max(0, Math.floor(((s + p) * o) / (l + o) - p));
}

function economyColumn(
  name: string,
  unit: Unit,
  doc: string,
  key: keyof EconomyFigures = name as keyof EconomyFigures,
): FigureColumn {
  return { name, unit, doc, of: "economy", read: ({ economy }) => economy[key] };
}

function epochColumn(
  name: string,
  unit: Unit,
  doc: string,
  key: Exclude<keyof EpochFigures, "paid"> = name as Exclude<keyof EpochFigures, "paid">,
): FigureColumn {
  return { name, unit, doc, of: "epoch", read: ({ epoch }) => epoch[key] };
}

function paidColumn(kind: PayoutKind, whom: string): FigureColumn {
  return {
    name: `paid_${kind}`,
    unit: "wei",
    doc: `traffic and mining rewards of the epoch, ${whom}`,
    of: "epoch",
    read: ({ epoch }) => epoch.paid[kind],
  };
}
