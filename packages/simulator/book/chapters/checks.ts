import type { Chapter } from "../chapter.ts";
import { plain } from "../text.ts";

/** How much ran behind the pages, and how near the fast engine was to the reducer. The last chapter: it counts the others' runs. */
export const checks: Chapter = async ({ runs }) => {
  const all = await runs();
  const checked = all.flatMap(({ exactCheck }) => exactCheck ?? []);
  const largest = checked.reduce((most, each) => Math.max(most, each.largestDifference), 0);
  const total = (values: readonly number[]) => values.reduce((sum, each) => sum + each, 0);
  return {
    figures: {
      "checks.runs": plain(all.length),
      "checks.epochs": plain(total(all.map(({ epochs }) => epochs))),
      "checks.compared": plain(total(checked.map(({ compared }) => compared))),
      "checks.largest": largest.toExponential(0).replace(/e(.*)$/, (_, power) => ` · 10^${power}`),
    },
    plots: {},
  };
};
