import "uplot/dist/uPlot.min.css";
import { openPlot, type PlotPlan, short } from "./plot.ts";
import { openRunner } from "./runner.ts";
import { scenarioText } from "./scenario-text.ts";
import {
  type Control,
  controls,
  hashOf,
  positionOf,
  type Settings,
  settingsOf,
  valueAt,
} from "./settings.ts";
import type { Outcome } from "./simulate.ts";

const years = { column: "years", unit: "year" } as const;
const days = { column: "days", unit: "day" } as const;

const decadesPlots: readonly PlotPlan[] = [
  {
    title: "Price of Ozone",
    unit: "STOS/oz",
    x: years,
    lines: [{ column: "price", name: "price" }],
  },
  { title: "Mined so far", unit: "STOS", x: years, lines: [{ column: "issued", name: "issued" }] },
  {
    title: "Rewards of an epoch",
    unit: "STOS",
    x: years,
    lines: [
      { column: "trafficReward", name: "traffic (R)" },
      { column: "miningReward", name: "mining (M)" },
    ],
    isStepped: true,
  },
  {
    title: "Traffic settled in an epoch",
    unit: "oz",
    x: years,
    lines: [{ column: "consumed", name: "traffic" }],
  },
];

const daysPlots: readonly PlotPlan[] = [
  { title: "Nodes that settle", unit: "", x: days, lines: [{ column: "settled", name: "nodes" }] },
  {
    title: "Traffic that waits",
    unit: "oz",
    x: days,
    lines: [{ column: "waiting", name: "traffic" }],
  },
  {
    title: "Rewards of an epoch",
    unit: "STOS",
    x: days,
    lines: [
      { column: "trafficReward", name: "traffic (R)" },
      { column: "miningReward", name: "mining (M)" },
    ],
  },
  {
    title: "Price of Ozone",
    unit: "STOS/oz",
    x: days,
    lines: [{ column: "price", name: "price" }],
  },
];

type FigurePlan = Readonly<{ name: string; label: string; text: (value: number) => string }>;

const decadesFigures: readonly FigurePlan[] = [
  { name: "years", label: "Until the pool is empty", text: (value) => `${value.toFixed(1)} years` },
  { name: "price", label: "Price at the end", text: (value) => `${short(value)} STOS/oz` },
  { name: "issued", label: "Mined at the end", text: (value) => `${short(value)} STOS` },
  { name: "paid", label: "Paid by users", text: (value) => `${short(value)} STOS` },
  { name: "outstanding", label: "Ozone kept at the end", text: (value) => `${short(value)} oz` },
];

const daysFigures: readonly FigurePlan[] = [
  { name: "settled", label: "Nodes that settle, on average", text: short },
  { name: "earned", label: "A node earns in three days", text: (value) => `${short(value)} STOS` },
  {
    name: "difference",
    label: "Largest difference to the exact engine",
    text: (value) => (value === 0 ? "none" : value.toExponential(1)),
  },
];

const decades = openSection("decades", decadesPlots, decadesFigures);
const threeDays = openSection("days", daysPlots, daysFigures);
let settings = settingsOf(location.hash);
let laterDays: ReturnType<typeof setTimeout> | undefined;

openControls();
ask();
addEventListener("hashchange", () => {
  const given = settingsOf(location.hash);
  if (hashOf(given) === hashOf(settings)) return;
  settings = given;
  showControls();
  ask();
});
byId("copy").addEventListener("click", async () => {
  await navigator.clipboard.writeText(scenarioText(settings));
  byId("copied").textContent = "Copied.";
});

/** Decades at once, so that they follow the slider; days when it rests for a moment. */
function ask(): void {
  decades(settings);
  clearTimeout(laterDays);
  laterDays = setTimeout(() => threeDays(settings), restMs);
  byId("scenario").textContent = scenarioText(settings);
  byId("copied").textContent = "";
  const hash = hashOf(settings);
  history.replaceState(null, "", hash === "" ? location.pathname : `#${hash}`);
}

const restMs = 150;

function openSection(
  kind: "decades" | "days",
  plans: readonly PlotPlan[],
  figures: readonly FigurePlan[],
): (settings: Settings) => void {
  const plots = plans.map((plan) => openPlot(byId(`${kind}-plots`), plan));
  const list = byId(`${kind}-figures`);
  const show = ({ figures: values, table }: Outcome, milliseconds: number) => {
    for (const plot of plots) plot.show(table);
    const rows = figures.map(({ name, label, text }) => row(name, label, text(values[name] ?? 0)));
    list.replaceChildren(...rows, row("took", "Computed in", `${short(milliseconds)} ms`));
    // Every digit, for who looks closer.
    for (const { name } of figures) rowValue(list, name).title = `${values[name]}`;
    list.dataset["runs"] = `${Number(list.dataset["runs"] ?? 0) + 1}`;
  };
  const { ask: run } = openRunner(kind, show, (failure) =>
    list.replaceChildren(row("failure", "This can't be simulated", failure)),
  );
  return run;
}

function row(name: string, label: string, text: string): HTMLElement {
  const box = document.createElement("div");
  const term = document.createElement("dt");
  const value = document.createElement("dd");
  term.textContent = label;
  value.textContent = text;
  value.dataset["figure"] = name;
  box.append(term, value);
  return box;
}

function rowValue(list: HTMLElement, name: string): HTMLElement {
  return list.querySelector<HTMLElement>(`[data-figure="${name}"]`) ?? list;
}

function openControls(): void {
  const form = document.querySelector<HTMLFormElement>(".controls");
  for (const control of controls) form?.append(sliderOf(control));
  const reset = document.createElement("button");
  reset.type = "button";
  reset.textContent = "As at the start";
  reset.addEventListener("click", () => {
    settings = settingsOf("");
    showControls();
    ask();
  });
  form?.append(reset);
  showControls();
}

function sliderOf(control: Control): HTMLElement {
  const label = document.createElement("label");
  const name = document.createElement("span");
  const output = document.createElement("output");
  const input = document.createElement("input");
  name.textContent = control.label;
  output.id = `${control.name}-value`;
  input.type = "range";
  input.id = control.name;
  input.min = "0";
  input.max = `${control.steps}`;
  input.step = "1";
  input.addEventListener("input", () => {
    settings = { ...settings, [control.name]: valueAt(control, Number(input.value)) };
    showControl(control);
    ask();
  });
  label.append(name, output, input);
  return label;
}

function showControls(): void {
  for (const control of controls) {
    const input = byId(control.name) as HTMLInputElement;
    input.value = `${positionOf(control, settings[control.name])}`;
    showControl(control);
  }
}

function showControl(control: Control): void {
  const text = control.text(settings[control.name]);
  byId(`${control.name}-value`).textContent = text;
  byId(control.name).setAttribute("aria-valuetext", text);
}

function byId(id: string): HTMLElement {
  const found = document.getElementById(id);
  if (found === null) throw new Error(`the page has no #${id}`);
  return found;
}
