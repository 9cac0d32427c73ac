import { expect, test } from "vitest";
import { type Plot, plotSvg } from "./plot-svg.ts";
import { axisTicks } from "./plot-ticks.ts";

const plot: Plot = {
  title: "A < B & C",
  description: 'what "it" shows',
  x: { label: "years" },
  y: { label: "STOS" },
  lines: [
    {
      name: "one",
      points: [
        [0, 0],
        [1, 10],
        [2, Number.NaN],
        [3, 5],
        [4, 6],
      ],
    },
    {
      name: "two",
      form: "step",
      points: [
        [0, 1],
        [4, 2],
      ],
    },
  ],
  marks: [{ at: 2, axis: "x", text: "here" }],
};

test("the same plot gives the same bytes, with its texts escaped", () => {
  const svg = plotSvg(plot);
  expect(plotSvg(plot)).toBe(svg);
  expect(svg).toContain("A &lt; B &amp; C");
  expect(svg).not.toMatch(/NaN|undefined|Infinity/);
});

test("a point without a value breaks its line", () => {
  const [path = ""] = /class="line line-0" d="(M[^"]*L[^"]*)"/.exec(plotSvg(plot))?.slice(1) ?? [];
  expect(path.match(/M/g)).toHaveLength(2);
});

test("more lines than colours are refused", () => {
  const lines = Array.from({ length: 7 }, (_, index) => ({ name: `${index}`, points: [] }));
  expect(() => plotSvg({ ...plot, lines })).toThrow(/at most 6 lines/);
});

test("a plot without points, or of one value, still has axes", () => {
  for (const points of [[], [[1, 1]], [[0, 0]]] as const)
    expect(plotSvg({ ...plot, marks: [], lines: [{ name: "x", points }] })).not.toMatch(
      /NaN|Infinity/,
    );
});

test.each([
  [0, 68.8, "linear", ["0", "20", "40", "60", "80"]],
  [0, 39e6, "linear", ["0", "10M", "20M", "30M", "40M"]],
  [0.0194, 0.0206, "linear", ["0.0194", "0.0196", "0.0198", "0.02", "0.0202", "0.0204", "0.0206"]],
  [-40, 40, "linear", ["-40", "-20", "0", "20", "40"]],
  [3, 5_000, "log", ["1", "10", "100", "1\u2009000", "10k"]],
] as const)("ticks from %s to %s (%s) are round", (from, to, scale, texts) => {
  const { ticks } = axisTicks({ from, to }, { scale, isFixed: false });
  expect(ticks.map(({ text }) => text)).toEqual([...texts]);
});
