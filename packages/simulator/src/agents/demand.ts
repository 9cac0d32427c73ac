import type { DemandGroup, DemandPattern } from "../scenario/scenario.ts";
import type { Agent, AgentContext } from "./agent.ts";

/** Users who buy Ozone in every epoch and consume a part of what they hold. */
export function demandAgent(group: DemandGroup, context: AgentContext): Agent {
  const { books, market, random } = context;
  const account = context.economy().openAccount();
  books.accounts.push(account);
  const seed = random.word();
  const factorAt = demandFactor(group.pattern, random);

  return {
    books,
    act(epoch) {
      if (epoch < group.from || epoch >= group.until) return;
      const amount = Math.round(group.level.amount * factorAt(epoch - group.from));
      const payment = group.level.unit === "wei" ? amount : costOf(context, amount);
      if (payment > 0) market.prepay(account, payment);
      consumePart(context, { account, part: group.consume, draw: group.spread, seed, epoch });
    },
  };
}

/** level's factor in the t-th epoch. */
export function demandFactor(
  pattern: DemandPattern,
  random: AgentContext["random"],
): (t: number) => number {
  switch (pattern.pattern) {
    case "constant":
      return () => 1;
    case "growing": {
      const perEpoch = Math.log1p(pattern.growth) / pattern.period;
      return (t) => Math.exp(perEpoch * t);
    }
    case "seasonal": {
      const angle = (2 * Math.PI) / pattern.period;
      return (t) => 1 + pattern.amplitude * Math.sin(angle * t);
    }
    case "bursty":
      return () => (random.fraction() < pattern.probability ? pattern.factor : 1);
  }
}

/** X = q · (s + p) / (l − q), rounded up: what q noz cost. All of l has no price. */
function costOf({ economy, report }: AgentContext, ozone: number): number {
  const { deposited, prepaid, forSale } = economy().figures;
  if (ozone < forSale) return Math.ceil((ozone * (deposited + prepaid)) / (forSale - ozone));
  report("refusal", `wants ${ozone} noz where ${forSale} noz are for sale`);
  return 0;
}

type Consumption = Readonly<{
  account: number;
  part: number;
  draw: DemandGroup["spread"];
  seed: number;
  epoch: number;
}>;

function consumePart(context: AgentContext, { account, part, ...spread }: Consumption): void {
  const economy = context.economy();
  const ozone = Math.floor(economy.balanceOf(account) * part);
  if (ozone > 0) economy.consumeSpread(account, ozone, spread);
}
