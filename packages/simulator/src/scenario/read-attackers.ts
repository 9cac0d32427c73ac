import type { GroupContext } from "./read-groups.ts";
import type {
  DepositorGroup,
  PumperGroup,
  RerollerGroup,
  SandwicherGroup,
  WasherGroup,
} from "./scenario.ts";
import type { TableReader } from "./table-reader.ts";

export function readWashers(table: TableReader, { name }: GroupContext): WasherGroup {
  const isBest = table.entry("spend")?.value === "best";
  return {
    kind: "washers",
    name,
    count: table.count("count", { min: 1, max: 1_000, fallback: 1 }),
    deposit: table.stos("deposit", { min: 1 }),
    spend: isBest ? "best" : table.stos("spend", { or: '"best"' }),
    ownShare: table.part("own_share", { fallback: 1 }),
  };
}

export function readRerollers(table: TableReader, { name }: GroupContext): RerollerGroup {
  return {
    kind: "rerollers",
    name,
    deposit: table.stos("deposit", { min: 1 }),
    capacity: table.number("capacity", { min: 1e-6 }),
    spend: table.stos("spend", { min: 1 }),
    objects: table.count("objects", { min: 1, max: 10_000, fallback: 1 }),
    rerolls: table.count("rerolls", { max: 1_000 }),
  };
}

export function readSandwichers(
  table: TableReader,
  { name, epochSeconds }: GroupContext,
): SandwicherGroup {
  return {
    kind: "sandwichers",
    name,
    deposit: table.stos("deposit", { min: 1 }),
    at: table.epochs("at", epochSeconds, { fallback: 0 }),
    payment: table.stos("payment"),
    victimPayment: table.stos("victim_payment", { min: 1 }),
    tolerance: table.has("victim_tolerance") ? table.part("victim_tolerance") : undefined,
  };
}

export function readDepositors(
  table: TableReader,
  { name, epochSeconds }: GroupContext,
): DepositorGroup {
  const at = table.epochs("at", epochSeconds, { fallback: 0 });
  const stay = Math.round((180 * 86_400) / epochSeconds);
  return {
    kind: "depositors",
    name,
    deposit: table.stos("deposit", { min: 1 }),
    payment: table.stos("payment", { min: 1 }),
    at,
    leaveAt: at + table.epochs("stay", epochSeconds, { min: 1, fallback: stay }),
  };
}

export function readPumpers(table: TableReader, { name, epochSeconds }: GroupContext): PumperGroup {
  return {
    kind: "pumpers",
    name,
    deposit: table.stos("deposit", { min: 1 }),
    capacity: table.number("capacity", { fallback: 1 }),
    payment: table.stos("payment"),
    every: table.epochs("every", epochSeconds, { min: 1, fallback: 1 }),
  };
}
