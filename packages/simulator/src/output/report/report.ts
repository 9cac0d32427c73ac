import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import type { AgentAccount, RunResult } from "../../run/run-result.ts";
import { amountNumber, amountText, unitLabel } from "../amount-text.ts";
import { thinPoints } from "../thin-points.ts";
import { escaped, shortNumber, tableHtml } from "./html.ts";

/** What a report tells besides the run. */
export type ReportSource = Readonly<{
  /** The scenario's file as it was read. */
  text: string;
  description: string;
  /** The command that runs it again. */
  command: string;
}>;

/** Points that a plot of the page holds at most: more than it has pixels. */
const pointsMax = 2_000;
const significantDigits = 12;

/**
 * A run as one HTML file that needs nothing else: plots to zoom, tables, the scenario. Its policy allows no request and no script but its own. The
 * same run gives the same bytes.
 */
export function reportHtml(run: RunResult, source: ReportSource): string {
  const data = dataJson(run);
  const scripts = [read("uplot"), read("./page.js")];
  const hashes = scripts.map((script) => `'sha256-${sha256(script)}'`).join(" ");
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; script-src ${hashes}">
<title>${escaped(run.title)}</title>
<style>${read("uplot.css")}</style>
<style>${read("./page.css")}</style>
</head>
<body>
<main>
<h1>${escaped(run.title)}</h1>
<p>${escaped(source.description)}</p>
${figuresHtml(run)}
<h2>Over time</h2>
<p>Drag across a plot to zoom in; the cursor is the same in all of them.</p>
<div class="plots">
${run.series.columns.map(({ name, unit }) => plotHtml(name, unitLabel(unit))).join("\n")}
</div>
${stagesHtml(run)}
${agentsHtml(run)}
${eventsHtml(run)}
${checksHtml(run)}
<h2>Every figure at the end</h2>
${tableHtml(
  ["figure", "value", ""],
  run.final.map(({ name, unit, value }) => [name, amountText(value, unit), unitLabel(unit)]),
)}
<h2>The scenario</h2>
<p>To run it again:</p>
<pre tabindex="0">${escaped(source.command)}</pre>
<details><summary>The file</summary>
<pre tabindex="0">${escaped(source.text)}</pre>
</details>
</main>
<script type="application/json" id="data">${data}</script>
${scripts.map((script) => `<script>${script}</script>`).join("\n")}
</body>
</html>
`;
}

/** `<` can't end the element that it stands in. */
function dataJson({ series, epochs, epochSeconds }: RunResult): string {
  const plots = series.columns.map(({ unit, values }) => {
    const y = values.map((value) => amountNumber(value, unit));
    const thin = thinPoints({ x: series.seconds, y }, pointsMax);
    return {
      label: unitLabel(unit),
      x: thin.x,
      y: thin.y.map((value) => Number(value.toPrecision(significantDigits))),
    };
  });
  return JSON.stringify({ seconds: epochs * epochSeconds, plots }).replaceAll("<", "\\u003c");
}

function plotHtml(name: string, label: string): string {
  const unit = label === "" ? "" : ` <small>${escaped(label)}</small>`;
  return `<section class="plot" aria-label="${escaped(name)}"><header><h3>${escaped(name)}${unit}</h3><span><button type="button" aria-pressed="false">log</button> <button type="button">whole run</button></span></header><output></output><div class="chart" role="img" aria-label="${escaped(name)} over time"></div></section>`;
}

function figuresHtml({
  engine,
  seed,
  profile,
  epochs,
  epochSeconds,
  exactCheck,
  final,
}: RunResult) {
  const years = (epochs * epochSeconds) / 31_536_000;
  const figure = (name: string) => {
    const found = final.find((each) => each.name === name);
    return found === undefined
      ? "–"
      : `${shortNumber(amountNumber(found.value, found.unit))} ${unitLabel(found.unit)}`;
  };
  const rows = [
    ["Engine", engine],
    ["Deposit profile", profile],
    ["Seed", `${seed}`],
    ["Epochs", `${epochs.toLocaleString("en")} (${shortNumber(years)} years)`],
    ["Price at the end", figure("price")],
    ["Issued", figure("issued")],
    ["Prepaid, p", figure("prepaid")],
    ["Shortfall", figure("shortfall")],
    ...(exactCheck === undefined
      ? []
      : [["Largest difference to the exact engine", difference(exactCheck.largestDifference)]]),
  ];
  return `<dl class="figures">${rows.map(([name = "", value = ""]) => `<div><dt>${escaped(name)}</dt><dd>${escaped(value)}</dd></div>`).join("")}</dl>`;
}

function stagesHtml({ stages, epochSeconds }: RunResult): string {
  if (stages.length === 0) return "";
  const rows = stages.map(({ stage, firstEpoch, lastEpoch, issued }) => [
    `${stage}`,
    firstEpoch.toLocaleString("en"),
    lastEpoch.toLocaleString("en"),
    shortNumber((lastEpoch * epochSeconds) / 31_536_000),
    amountText(issued, "wei"),
  ]);
  const header = ["stage", "first epoch", "last epoch", "ends in year", "issued by then, STOS"];
  return `<h2>Stages</h2>${tableHtml(header, rows)}`;
}

function agentsHtml({ agents }: RunResult): string {
  if (agents.length === 0) return "";
  const header = [
    "group",
    "kind",
    "spent, STOS",
    "earned",
    "net",
    "deposited",
    "oz left",
    "counts",
  ];
  return `<h2>What each group put in and got out</h2>${tableHtml(header, agents.map(agentRow))}`;
}

function agentRow(account: AgentAccount): readonly string[] {
  const { name, kind, spent, earned, net, deposited, ozone, figures } = account;
  const counts = figures.map((figure) => `${figure.name} ${amountText(figure.value, figure.unit)}`);
  return [
    name,
    kind,
    ...[spent, earned, net, deposited].map((amount) => amountText(amount, "wei")),
    amountText(ozone, "noz"),
    counts.join(", "),
  ];
}

function eventsHtml({ events, eventCounts }: RunResult): string {
  if (events.length === 0) return "";
  const counts = Object.entries(eventCounts).map(([kind, count]) => `${kind} ${count}`);
  const rows = events
    .slice(0, eventsShown)
    .map(({ epoch, kind, agent = "", detail }) => [`${epoch}`, kind, agent, detail]);
  return `<h2>Events</h2><p>${escaped(counts.join(", "))}</p>${tableHtml(["epoch", "kind", "group", "what"], rows, [1, 2, 3])}`;
}

/** The rest stands in events.csv. */
const eventsShown = 100;

function checksHtml({ invariants, exactCheck }: RunResult): string {
  const rows = invariants.worst.map(({ name, difference: by, epoch }) => [
    name,
    difference(by),
    `${epoch}`,
  ]);
  const compared =
    exactCheck === undefined
      ? ""
      : `<p>${exactCheck.compared} figures of ${exactCheck.samples.length} sampled epochs were compared with the exact engine; the largest difference was ${difference(exactCheck.largestDifference)} of the figure${exactCheck.largestAt === undefined ? "" : escaped(` (${exactCheck.largestAt.figure}, epoch ${exactCheck.largestAt.epoch})`)}.</p>`;
  return `<h2>Checks</h2><p>The invariants held in each of ${invariants.epochs.toLocaleString("en")} epochs; the whole state was counted anew ${invariants.recounts} times.</p>${compared}${tableHtml(["invariant", "largest relative difference", "in epoch"], rows)}`;
}

function difference(value: number): string {
  return value === 0 ? "0" : value.toExponential(2);
}

/** A part of the page: uPlot as it was published, or our own file beside this one. */
function read(part: "uplot" | "uplot.css" | "./page.js" | "./page.css"): string {
  const require = createRequire(import.meta.url);
  const files = {
    uplot: () => require.resolve("uplot/dist/uPlot.iife.min.js"),
    "uplot.css": () => require.resolve("uplot/dist/uPlot.min.css"),
    "./page.js": () => new URL("./page.js", import.meta.url),
    "./page.css": () => new URL("./page.css", import.meta.url),
  };
  return readFileSync(files[part](), "utf8");
}

function sha256(text: string): string {
  return createHash("sha256").update(text).digest("base64");
}
