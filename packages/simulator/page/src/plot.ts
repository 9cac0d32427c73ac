import uPlot from "uplot";

export type PlotPlan = Readonly<{
  title: string;
  unit: string;
  /** The column of x, and its unit. */
  x: Readonly<{ column: string; unit: string }>;
  lines: readonly Readonly<{ column: string; name: string }>[];
  isStepped?: boolean;
}>;

export type PlotView = Readonly<{ show: (table: Readonly<Record<string, Float64Array>>) => void }>;

const height = 220;
const colours = ["--line-1", "--line-2"] as const;

/** One plot in a figure of its own; it follows the width of its place and the colour scheme. */
export function openPlot(parent: HTMLElement, plan: PlotPlan): PlotView {
  const figure = document.createElement("figure");
  const caption = document.createElement("figcaption");
  caption.append(plan.title);
  const unit = document.createElement("small");
  unit.textContent = plan.unit;
  caption.append(" ", unit);
  const reading = document.createElement("output");
  const place = document.createElement("div");
  place.className = "chart";
  place.setAttribute("role", "img");
  place.setAttribute("aria-label", `${plan.title} over time`);
  if (plan.lines.length > 1) caption.append(legendOf(plan));
  figure.append(caption, reading, place);
  parent.append(figure);

  let data: uPlot.AlignedData = [[], ...plan.lines.map(() => [])];
  let chart: uPlot | undefined;
  const draw = () => {
    chart?.destroy();
    chart = new uPlot(optionsOf(plan, place.clientWidth, reading), data, place);
  };
  new ResizeObserver(() => {
    if (chart?.width !== place.clientWidth) draw();
  }).observe(place);
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", draw);

  return {
    show(table) {
      const column = (name: string) => table[name] ?? new Float64Array();
      data = [column(plan.x.column), ...plan.lines.map(({ column: name }) => column(name))];
      if (chart === undefined) draw();
      else chart.setData(data);
      reading.textContent = lastReading(plan, data);
      place.dataset["points"] = `${data[0].length}`;
    },
  };
}

function legendOf({ lines }: PlotPlan): HTMLElement {
  const legend = document.createElement("span");
  legend.className = "legend";
  for (const [index, { name }] of lines.entries()) {
    const entry = document.createElement("span");
    entry.style.setProperty("--line", `var(${colours[index] ?? colours[0]})`);
    entry.textContent = name;
    legend.append(entry);
  }
  return legend;
}

function optionsOf(plan: PlotPlan, width: number, reading: HTMLOutputElement): uPlot.Options {
  const ink = (name: string) =>
    getComputedStyle(document.documentElement).getPropertyValue(name).trim();
  const axis: uPlot.Axis = {
    stroke: ink("--soft"),
    grid: { stroke: ink("--rule"), width: 1 },
    ticks: { stroke: ink("--rule"), width: 1 },
    font: "12px system-ui, sans-serif",
  };
  return {
    width: Math.max(160, width),
    height,
    legend: { show: false },
    scales: { x: { time: false } },
    cursor: { y: false, drag: { x: false, y: false } },
    axes: [
      {
        ...axis,
        values: (_, ticks) => ticks.map((tick) => `${plan.x.unit} ${short(tick)}`),
        space: 70,
      },
      {
        ...axis,
        size: 68,
        values: (_, ticks, __, ___, step) => ticks.map((tick) => tickText(tick, step)),
      },
    ],
    series: [
      {},
      ...plan.lines.map((_, index): uPlot.Series => {
        const stepped = uPlot.paths.stepped?.({ align: 1 });
        return {
          stroke: ink(colours[index] ?? colours[0]),
          width: 2,
          points: { show: false },
          ...(plan.isStepped === true && stepped !== undefined ? { paths: stepped } : {}),
        };
      }),
    ],
    hooks: {
      setCursor: [
        ({ cursor, data }) => {
          reading.textContent =
            cursor.idx === null || cursor.idx === undefined
              ? lastReading(plan, data)
              : readingAt(plan, data, cursor.idx);
        },
      ],
    },
  };
}

function lastReading(plan: PlotPlan, data: uPlot.AlignedData): string {
  return data[0].length === 0 ? "" : readingAt(plan, data, data[0].length - 1);
}

/** `Year 12: traffic (R) 95.2, mining (M) 40` */
function readingAt({ x, lines }: PlotPlan, data: uPlot.AlignedData, at: number): string {
  const values = lines.map(({ name }, index) => {
    const value = short(Number(data[index + 1]?.[at] ?? 0));
    return lines.length === 1 ? value : `${name} ${value}`;
  });
  const unit = `${x.unit.slice(0, 1).toUpperCase()}${x.unit.slice(1)}`;
  return `${unit} ${short(Number(data[0][at]))}: ${values.join(", ")}`;
}

/** As many decimals as the step between ticks needs. */
function tickText(value: number, step: number): string {
  if (Math.abs(value) >= 100_000) return short(value);
  const decimals = Math.max(0, Math.ceil(-Math.log10(step) - 1e-9));
  return value.toLocaleString("en", { maximumFractionDigits: Math.min(12, decimals) });
}

/** Four digits, with k, M, B beyond a hundred thousand. */
export function short(value: number): string {
  return value.toLocaleString("en", {
    notation: Math.abs(value) >= 100_000 ? "compact" : "standard",
    maximumSignificantDigits: 4,
  });
}
