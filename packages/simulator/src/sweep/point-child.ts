import { runPoint, type SweepBase, type SweepPoint } from "./sweep-point.ts";

/** What the parent sends: the shared part once, then a point at a time. */
export type ToChild =
  | Readonly<{ kind: "base"; base: SweepBase }>
  | Readonly<{ kind: "point"; index: number; point: SweepPoint }>;

let base: SweepBase | undefined;

// A process of a sweep: it ends with its parent.
process.on("disconnect", () => process.exit(0));
process.on("message", async (told: ToChild) => {
  if (told.kind === "base") {
    ({ base } = told);
    return;
  }
  if (base === undefined) throw new Error("a point came before what all points share");
  process.send?.({ index: told.index, outcome: await runPoint(base, told.point) });
});
