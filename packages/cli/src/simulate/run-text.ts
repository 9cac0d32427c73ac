import { amountText, type Figure, type RunResult, type Unit, unitLabel } from "@stos/simulator";

const yearSeconds = 31_536_000;
/** Beyond these a figure is shown short: the whole of it is in `--json` and `--out`. */
const decimalsShown = 6;

/** A run as a person reads it. */
export function runText(run: RunResult): string {
  const { title, engine, seed, profile, epochs, epochSeconds } = run;
  const years = ((epochs * epochSeconds) / yearSeconds).toFixed(2);
  return [
    title,
    `${epochs.toLocaleString("en")} epochs (${years} years), ${engine} engine, ${profile} profile, seed ${seed}`,
    "",
    ...alignedTable(run.final.map(({ name, value, unit }) => [name, ...shown(value, unit)])),
    ...stageLines(run),
    ...agentLines(run),
    ...eventLines(run),
    "",
    ...checkLines(run),
  ].join("\n");
}

function stageLines({ stages, epochSeconds }: RunResult): readonly string[] {
  if (stages.length === 0) return [];
  const rows = stages.map(({ stage, firstEpoch, lastEpoch, issued }) => [
    `stage ${stage}`,
    `epochs ${firstEpoch.toLocaleString("en")} to ${lastEpoch.toLocaleString("en")}`,
    `until year ${((lastEpoch * epochSeconds) / yearSeconds).toFixed(2)}`,
    `${shown(issued, "wei").join(" ")} issued`,
  ]);
  return ["", ...alignedTable(rows)];
}

function agentLines({ agents }: RunResult): readonly string[] {
  return agents.flatMap(({ name, spent, earned, net, deposited, figures }) => {
    const sums: readonly Figure[] = [
      { name: "spent", value: spent, unit: "wei" },
      { name: "earned", value: earned, unit: "wei" },
      { name: "net", value: net, unit: "wei" },
      { name: "deposited", value: deposited, unit: "wei" },
      ...figures,
    ];
    return [
      "",
      name,
      ...alignedTable(sums.map((each) => [`  ${each.name}`, ...shown(each.value, each.unit)])),
    ];
  });
}

function eventLines({ eventCounts }: RunResult): readonly string[] {
  const counts = Object.entries(eventCounts).map(([kind, count]) => `${count} × ${kind}`);
  return counts.length === 0 ? [] : ["", `events: ${counts.join(", ")}`];
}

function checkLines({ invariants, exactCheck }: RunResult): readonly string[] {
  const held = `The invariants held in every epoch; the whole state was counted anew ${invariants.recounts} times.`;
  if (exactCheck === undefined) return [held];
  const { samples, compared, largestDifference, largestAt } = exactCheck;
  const place = largestAt === undefined ? "" : ` (${largestAt.figure}, epoch ${largestAt.epoch})`;
  return [
    held,
    `Against the exact engine: ${compared} figures of ${samples.length} epochs, largest relative difference ${largestDifference.toExponential(2)}${place}.`,
  ];
}

function shown(value: Figure["value"], unit: Unit): readonly [string, string] {
  const [whole = "0", decimals = ""] = amountText(value, unit).split(".");
  const isTiny = /^-?0$/.test(whole);
  const leading = /^0*/.exec(decimals)?.[0].length ?? 0;
  const kept = decimals.slice(0, isTiny ? leading + decimalsShown : decimalsShown);
  const grouped = whole.replace(/\B(?=(\d{3})+$)/g, ",");
  return [kept === "" ? grouped : `${grouped}.${kept}`, unitLabel(unit)];
}

/** Columns beside each other. */
export function alignedTable(rows: readonly (readonly string[])[]): readonly string[] {
  const widths = (rows[0] ?? []).map((_, at) =>
    Math.max(...rows.map((row) => row[at]?.length ?? 0)),
  );
  return rows.map((row) =>
    row
      .map((text, at) => text.padEnd(widths[at] ?? 0))
      .join("  ")
      .trimEnd(),
  );
}

/** Six digits of a number that is an estimate. */
export function shortAmount(value: number): string {
  return value.toLocaleString("en", { maximumSignificantDigits: 6 });
}
