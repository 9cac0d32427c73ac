import type { AgentAccount, RunResult, Unit } from "../run/run-result.ts";
import { amountText, unitLabel } from "./amount-text.ts";

/** The tables of a run as CSV (RFC 4180, `\n` line ends), by file name. Amounts are exact decimals; a header names their unit in brackets. */
export function csvFiles(run: RunResult): Readonly<Record<string, string>> {
  return {
    "series.csv": seriesCsv(run),
    "final.csv": finalCsv(run),
    "agents.csv": agentsCsv(run),
    "stages.csv": stagesCsv(run),
    "events.csv": eventsCsv(run),
  };
}

/** One row a recorded epoch. */
export function seriesCsv({ series }: RunResult): string {
  const { columns, epochs, seconds } = series;
  const header = ["epoch", "seconds", ...columns.map(({ name, unit }) => headerOf(name, unit))];
  const rows = epochs.map((epoch, row) => [
    `${epoch}`,
    `${seconds[row]}`,
    ...columns.map(({ unit, values }) => amountText(values[row] ?? 0, unit)),
  ]);
  return csv([header, ...rows]);
}

function finalCsv({ final }: RunResult): string {
  return csv([
    ["figure", "value", "unit"],
    ...final.map(({ name, unit, value }) => [name, amountText(value, unit), unitLabel(unit)]),
  ]);
}

const accountColumns = ["spent", "earned", "deposited", "net"] as const;

/** Long form, since groups count different things of themselves: one row a figure. */
function agentsCsv({ agents }: RunResult): string {
  return csv([["agent", "kind", "figure", "value", "unit"], ...agents.flatMap(accountRows)]);
}

function accountRows(account: AgentAccount): readonly (readonly string[])[] {
  const own = accountColumns.map((name) => [name, account[name], "wei"] as const);
  const counted = account.figures.map(({ name, value, unit }) => [name, value, unit] as const);
  return [...own, ["ozone", account.ozone, "noz"] as const, ...counted].map(
    ([name, value, unit]) => [
      account.name,
      account.kind,
      name,
      amountText(value, unit),
      unitLabel(unit),
    ],
  );
}

function stagesCsv({ stages }: RunResult): string {
  return csv([
    ["stage", "first_epoch", "last_epoch", headerOf("issued", "wei")],
    ...stages.map(({ stage, firstEpoch, lastEpoch, issued }) => [
      `${stage}`,
      `${firstEpoch}`,
      `${lastEpoch}`,
      amountText(issued, "wei"),
    ]),
  ]);
}

function eventsCsv({ events }: RunResult): string {
  return csv([
    ["epoch", "kind", "agent", "detail"],
    ...events.map(({ epoch, kind, agent = "", detail }) => [`${epoch}`, kind, agent, detail]),
  ]);
}

export function headerOf(name: string, unit: Unit): string {
  const label = unitLabel(unit);
  return label === "" ? name : `${name}[${label}]`;
}

/** Fields that need it stand in quotes. */
export function csv(rows: readonly (readonly string[])[]): string {
  return rows.map((row) => `${row.map(field).join(",")}\n`).join("");
}

function field(text: string): string {
  return /[",\n\r]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
