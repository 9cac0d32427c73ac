import type { TrafficDraw } from "../engine/simulated-economy.ts";
import type { GroupContext } from "./read-groups.ts";
import type { DemandGroup, DemandPattern, GasGroup } from "./scenario.ts";
import type { TableReader } from "./table-reader.ts";

const draws: readonly TrafficDraw[] = ["even", "uniform", "exponential"];
const patterns = ["constant", "growing", "seasonal", "bursty"] as const;

export function readDemand(table: TableReader, { name, epochSeconds }: GroupContext): DemandGroup {
  return {
    kind: "demand",
    name,
    level: table.amount("level"),
    pattern: readPattern(table, epochSeconds),
    consume: table.part("consume", { fallback: 1 }),
    spread: table.choice("spread", draws, "even"),
    from: table.epochs("from", epochSeconds, { fallback: 0 }),
    until: table.epochs("until", epochSeconds, { fallback: Number.MAX_SAFE_INTEGER }),
  };
}

function readPattern(table: TableReader, epochSeconds: number): DemandPattern {
  const pattern = table.choice("pattern", patterns, "constant");
  const year = Math.round(31_536_000 / epochSeconds);
  const period = () => table.epochs("period", epochSeconds, { min: 1, fallback: year });
  switch (pattern) {
    case "constant":
      return { pattern };
    case "growing":
      return { pattern, growth: table.part("growth", { max: 100 }), period: period() };
    case "seasonal":
      return { pattern, amplitude: table.part("amplitude"), period: period() };
    case "bursty":
      return {
        pattern,
        factor: table.number("factor", { max: 1e6 }),
        probability: table.part("probability"),
      };
  }
}

export function readGas(table: TableReader, { name }: GroupContext): GasGroup {
  return { kind: "gas", name, amount: table.stos("amount", { min: 1 }) };
}
