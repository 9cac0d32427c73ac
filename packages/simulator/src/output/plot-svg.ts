import { axisTicks, type Scale, type Tick } from "./plot-ticks.ts";

/** A line of a plot. Its points ascend in x; a point without a value breaks it. */
export type PlotLine = Readonly<{
  name: string;
  points: readonly (readonly [x: number, y: number])[];
  /** `step` holds a value until the next; `dots` draws points alone. Default `line`. */
  form?: "line" | "step" | "dots" | "dashed";
}>;

export type PlotAxis = Readonly<{
  label: string;
  scale?: Scale;
  /** Default: what the points span, with 0 where that is near. */
  from?: number;
  to?: number;
}>;

/** Something worth a word at a place: a vertical line, a horizontal one. */
export type PlotMark = Readonly<{ at: number; axis: "x" | "y"; text: string }>;

export type Plot = Readonly<{
  title: string;
  /** For who can't see it: what the plot shows, in a sentence. */
  description: string;
  x: PlotAxis;
  y: PlotAxis;
  lines: readonly PlotLine[];
  marks?: readonly PlotMark[];
}>;

const width = 760;
const height = 400;
const frame = { left: 76, right: 24, top: 64, bottom: 56 } as const;
const inner = {
  width: width - frame.left - frame.right,
  height: height - frame.top - frame.bottom,
} as const;

/** Distinguishable with any colour vision (Okabe and Ito), lighter in the dark. */
const colours = [
  ["#0072b2", "#56b4e9"],
  ["#d55e00", "#ff9d4d"],
  ["#009e73", "#3fd6ae"],
  ["#aa4499", "#e39bd4"],
  ["#8a6d00", "#f0d04a"],
  ["#555555", "#bbbbbb"],
] as const;
/** More lines than colours couldn't be told apart. */
const linesMax = colours.length;

/**
 * A plot as SVG that stands by itself: light and dark, with its legend, and with a title and a description for screen readers. The same plot
 * gives the same bytes: coordinates have two decimals.
 */
export function plotSvg(plot: Plot): string {
  if (plot.lines.length > linesMax) throw new RangeError(`a plot has at most ${linesMax} lines`);
  const x = placedAxis(
    plot.x,
    plot.lines.flatMap(({ points }) => points.map(([at]) => at)),
    {
      from: frame.left,
      to: frame.left + inner.width,
    },
  );
  const y = placedAxis(
    plot.y,
    plot.lines.flatMap(({ points }) => points.map(([, at]) => at)),
    {
      from: frame.top + inner.height,
      to: frame.top,
    },
  );
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" role="img" aria-labelledby="title description" font-family="system-ui, sans-serif" font-size="13">`,
    `<title id="title">${escaped(plot.title)}</title>`,
    `<desc id="description">${escaped(plot.description)}</desc>`,
    styleOf(plot.lines.length),
    `<rect class="paper" width="${width}" height="${height}" rx="8"/>`,
    `<text class="title" x="${frame.left}" y="26">${escaped(plot.title)}</text>`,
    ...legend(plot.lines),
    ...y.ticks.map(({ at, text }) => horizontal(y.place(at), text)),
    ...x.ticks.map(({ at, text }) => vertical(x.place(at), text)),
    `<path class="axis" d="M${frame.left} ${frame.top + inner.height}h${inner.width}"/>`,
    `<text class="label" x="${frame.left + inner.width / 2}" y="${height - 12}" text-anchor="middle">${escaped(plot.x.label)}</text>`,
    `<text class="label" transform="translate(18 ${frame.top + inner.height / 2}) rotate(-90)" text-anchor="middle">${escaped(plot.y.label)}</text>`,
    `<clipPath id="inner"><rect x="${frame.left}" y="${frame.top - 2}" width="${inner.width}" height="${inner.height + 4}"/></clipPath>`,
    ...(plot.marks ?? []).map((mark) => markSvg(mark, x, y)),
    `<g clip-path="url(#inner)">`,
    ...plot.lines.map((line, index) => lineSvg(line, index, x, y)),
    "</g>",
    "</svg>",
    "",
  ].join("\n");
}

type Placed = Readonly<{ ticks: readonly Tick[]; place: (value: number) => number }>;

function placedAxis(
  { scale = "linear", from, to }: PlotAxis,
  values: readonly number[],
  pixels: Readonly<{ from: number; to: number }>,
): Placed {
  const known = values.filter((value) => Number.isFinite(value) && (scale !== "log" || value > 0));
  const low = from ?? lowest(known, scale);
  const high = to ?? known.reduce((most, value) => Math.max(most, value), low);
  const { ticks, start, end } = axisTicks(
    { from: low, to: high },
    { scale, isFixed: from !== undefined && to !== undefined },
  );
  const measure = (value: number) => (scale === "log" ? Math.log10(value) : value);
  const span = measure(end) - measure(start) || 1;
  return {
    ticks,
    place: (value) =>
      pixels.from + ((measure(value) - measure(start)) / span) * (pixels.to - pixels.from),
  };
}

/** 0 where the values come near it, so that heights can be compared. */
function lowest(values: readonly number[], scale: Scale): number {
  const low = values.reduce((least, value) => Math.min(least, value), Number.POSITIVE_INFINITY);
  if (!Number.isFinite(low)) return scale === "log" ? 1 : 0;
  const high = values.reduce((most, value) => Math.max(most, value), low);
  return scale === "linear" && low > 0 && low < (high - low) * 1.5 ? 0 : low;
}

function lineSvg({ points, form = "line" }: PlotLine, index: number, x: Placed, y: Placed): string {
  const places = points.map(([px, py]) =>
    Number.isFinite(py) ? ([x.place(px), y.place(py)] as const) : undefined,
  );
  const name = `class="line line-${index}"`;
  if (form === "dots")
    return places
      .filter((place) => place !== undefined)
      .map(([px, py]) => `<circle class="dot-${index}" cx="${fixed(px)}" cy="${fixed(py)}" r="3"/>`)
      .join("");
  let path = "";
  let isDrawing = false;
  for (const place of places) {
    if (place === undefined) {
      isDrawing = false;
      continue;
    }
    const [px, py] = place.map(fixed);
    path += isDrawing ? (form === "step" ? `H${px}V${py}` : `L${px} ${py}`) : `M${px} ${py}`;
    isDrawing = true;
  }
  const dash = form === "dashed" ? ' stroke-dasharray="6 5"' : "";
  return `<path ${name}${dash} d="${path}"/>`;
}

function horizontal(at: number, text: string): string {
  return `<path class="grid" d="M${frame.left} ${fixed(at)}h${inner.width}"/><text class="tick" x="${frame.left - 8}" y="${fixed(at + 4)}" text-anchor="end">${text}</text>`;
}

function vertical(at: number, text: string): string {
  const bottom = frame.top + inner.height;
  return `<path class="axis" d="M${fixed(at)} ${bottom}v5"/><text class="tick" x="${fixed(at)}" y="${bottom + 20}" text-anchor="middle">${text}</text>`;
}

function markSvg({ at, axis, text }: PlotMark, x: Placed, y: Placed): string {
  if (axis === "x") {
    const place = fixed(x.place(at));
    return `<path class="mark" d="M${place} ${frame.top}v${inner.height}"/><text class="note" x="${place}" y="${frame.top + 12}" dx="5">${escaped(text)}</text>`;
  }
  const place = y.place(at);
  return `<path class="mark" d="M${frame.left} ${fixed(place)}h${inner.width}"/><text class="note" x="${frame.left + inner.width}" y="${fixed(place - 5)}" text-anchor="end">${escaped(text)}</text>`;
}

/** About how wide a letter is: enough to set names side by side. */
const letterWidth = 7.2;

function legend(lines: readonly PlotLine[]): readonly string[] {
  if (lines.length < 2) return [];
  let left: number = frame.left;
  return lines.map(({ name, form }, index) => {
    const at = left;
    left += 30 + name.length * letterWidth;
    const sign =
      form === "dots"
        ? `<circle class="dot-${index}" cx="${fixed(at + 8)}" cy="46" r="3"/>`
        : `<path class="line line-${index}"${form === "dashed" ? ' stroke-dasharray="6 5"' : ""} d="M${fixed(at)} 46h16"/>`;
    return `${sign}<text class="label" x="${fixed(at + 22)}" y="50">${escaped(name)}</text>`;
  });
}

function styleOf(lines: number): string {
  const used = colours.slice(0, lines);
  const rules = (shade: 0 | 1) =>
    used
      .map(
        (pair, index) => `.line-${index}{stroke:${pair[shade]}}.dot-${index}{fill:${pair[shade]}}`,
      )
      .join("");
  return [
    "<style>",
    ".paper{fill:#fff}.title{fill:#111;font-size:16px;font-weight:600}.label{fill:#333}.tick,.note{fill:#555;font-size:12px}",
    ".grid{stroke:#e6e6e6}.axis{stroke:#999;fill:none}.mark{stroke:#999;stroke-dasharray:2 4}.line{fill:none;stroke-width:2;stroke-linejoin:round}",
    rules(0),
    "@media (prefers-color-scheme:dark){.paper{fill:#16181d}.title{fill:#f2f2f2}.label{fill:#d5d5d5}.tick,.note{fill:#aaa}.grid{stroke:#2d3038}.axis,.mark{stroke:#777}",
    `${rules(1)}}`,
    "</style>",
  ].join("");
}

function fixed(value: number): string {
  return `${Math.round(value * 100) / 100}`;
}

function escaped(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll('"', "&quot;");
}
