import type { RunResult } from "../src/index.ts";
import type { Plot } from "../src/output/plot-svg.ts";

/** What a chapter of the book takes from the reducer and from runs of the shipped scenarios. */
export type ChapterFigures = Readonly<{
  /** By the name in the pages' markers. A text with line breaks stands as a block. */
  figures: Readonly<Record<string, string>>;
  /** By the file's name without its ending. */
  plots: Readonly<Record<string, Plot>>;
}>;

export type Chapter = (shipped: ShippedScenarios) => Promise<ChapterFigures>;

/** The scenarios that ship, run with the fast engine. A run of the same name and overrides is made once. */
export type ShippedScenarios = Readonly<{
  names: readonly string[];
  text: (name: string) => string;
  run: (name: string, overrides?: readonly string[]) => Promise<RunResult>;
  /** All that ran so far. */
  runs: () => Promise<readonly RunResult[]>;
}>;

/** Of a plot's line. */
export type Point = readonly [x: number, y: number];
