import { type Amount, amountText, type Figure, type RunResult, unitLabel } from "@stos/simulator";

/** A run as JSON: amounts as exact decimals in STOS and oz. The series is left out: `--out` writes it. */
export function runJson(run: RunResult): Readonly<Record<string, unknown>> {
  const stos = (amount: Amount) => amountText(amount, "wei");
  return {
    title: run.title,
    engine: run.engine,
    seed: run.seed,
    profile: run.profile,
    epochs: run.epochs,
    epochSeconds: run.epochSeconds,
    final: figuresJson(run.final),
    stages: run.stages.map(({ issued, ...row }) => ({ ...row, issued: stos(issued) })),
    agents: run.agents.map(({ name, kind, spent, earned, deposited, net, ozone, figures }) => ({
      name,
      kind,
      spent: stos(spent),
      earned: stos(earned),
      deposited: stos(deposited),
      net: stos(net),
      ozone: amountText(ozone, "noz"),
      figures: figuresJson(figures),
    })),
    events: run.events,
    eventCounts: run.eventCounts,
    invariants: run.invariants,
    exactCheck: run.exactCheck ?? null,
  };
}

function figuresJson(figures: readonly Figure[]): Readonly<Record<string, unknown>> {
  return Object.fromEntries(
    figures.map(({ name, value, unit }) => [
      name,
      { value: amountText(value, unit), unit: unitLabel(unit) },
    ]),
  );
}
