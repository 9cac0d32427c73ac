import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { plotSvg } from "../src/output/plot-svg.ts";
import type { Chapter } from "./chapter.ts";
import { catalogue } from "./chapters/catalogue.ts";
import { checks } from "./chapters/checks.ts";
import { claims } from "./chapters/claims.ts";
import { curve } from "./chapters/curve.ts";
import { depositAndLeave } from "./chapters/deposit-and-leave.ts";
import { deposits } from "./chapters/deposits.ts";
import { emission } from "./chapters/emission.ts";
import { epoch } from "./chapters/epoch.ts";
import { sandwich } from "./chapters/sandwich.ts";
import { late, sybil } from "./chapters/settling.ts";
import { pump, reroll } from "./chapters/small-attacks.ts";
import { solvency } from "./chapters/solvency.ts";
import { waiting } from "./chapters/waiting.ts";
import { wash } from "./chapters/wash.ts";
import { fillMarkers } from "./markers.ts";
import { shippedScenarios } from "./shipped-scenarios.ts";

const chapters: readonly Chapter[] = [
  curve,
  epoch,
  waiting,
  emission,
  deposits,
  wash,
  reroll,
  sandwich,
  pump,
  depositAndLeave,
  solvency,
  sybil,
  late,
  claims,
  catalogue,
  checks,
];

/** Where the pages and the scenarios are, from the repository's root. */
export const pagesFolder = "docs/concepts/economy";
export const scenariosFolder = "packages/simulator/scenarios";

/**
 * The economy's pages with their figures made anew, and their plots: texts by path from the root. Throws where a page wants
 * what no chapter makes, or a chapter makes what no page shows.
 */
export async function makeBook(root: string): Promise<ReadonlyMap<string, string>> {
  const shipped = shippedScenarios(join(root, scenariosFolder));
  const figures: Record<string, string> = {};
  const files = new Map<string, string>();
  for (const chapter of chapters) {
    const made = await chapter(shipped);
    Object.assign(figures, made.figures);
    for (const [name, plot] of Object.entries(made.plots))
      files.set(`${pagesFolder}/plots/${name}.svg`, plotSvg(plot));
  }

  const pages = filledPages(root, figures);
  requireShown([...files.keys()], pages);
  for (const [path, page] of pages) files.set(path, page);
  return files;
}

function filledPages(
  root: string,
  figures: Readonly<Record<string, string>>,
): ReadonlyMap<string, string> {
  const shown = new Set<string>();
  const pages = new Map<string, string>();
  for (const path of pagePaths(root)) {
    const { page, used } = fillMarkers(readFileSync(join(root, path), "utf8"), figures);
    for (const name of used) shown.add(name);
    pages.set(path, page);
  }
  const unused = Object.keys(figures).filter((name) => !shown.has(name));
  if (unused.length > 0) throw new RangeError(`no page shows ${unused.join(", ")}`);
  return pages;
}

/** The pages of the book, in the order of their names. */
export function pagePaths(root: string): readonly string[] {
  return readdirSync(join(root, pagesFolder))
    .filter((file) => file.endsWith(".md"))
    .sort()
    .map((file) => `${pagesFolder}/${file}`);
}

function requireShown(plots: readonly string[], pages: ReadonlyMap<string, string>): void {
  const all = [...pages.values()].join("\n");
  const hidden = plots.filter((path) => !all.includes(`(${path.slice(pagesFolder.length + 1)})`));
  if (hidden.length > 0) throw new RangeError(`no page shows ${hidden.join(", ")}`);
}
