import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import fc from "fast-check";
import { expect, test } from "vitest";
import { overrideAt, parseAxis, parseRange } from "./axis.ts";
import { planSweep } from "./plan-sweep.ts";
import { runPoints } from "./run-points.ts";
import type { SweepBase } from "./sweep-point.ts";

const text = `title = "T"
epochs = 40
[parameters]
profile = "tracking"
[genesis]
price = "0.02 STOS"
[[resource_nodes]]
count = 3
deposit = "1000 STOS"
[[demand]]
name = "alice"
level = "10 STOS"
`;
const base: SweepBase = {
  text,
  file: "t.toml",
  overrides: [],
  engine: "exact",
  figures: ["price"],
};

test.each([
  ["a=1,2 , 3", ["1", "2", "3"]],
  ["a=literal", ["literal"]],
  ["a=10..100:4 STOS", ["10 STOS", "40 STOS", "70 STOS", "100 STOS"]],
  ["a=0..1:3", ["0", "0.5", "1"]],
  ["a=0..0.0000001:2", ["0", "0.0000001"]],
  ["a=-1..1:3", ["-1", "0", "1"]],
])("%s are the values %j", (axis, values) => {
  expect(parseAxis(axis)).toEqual({ key: "a", values });
});

test("a range's numbers are plain decimals, whatever their size", () => {
  const range = parseRange("key=0.000001..1000000 STOS");
  fc.assert(
    fc.property(fc.double({ min: range.low, max: range.high, noNaN: true }), (value) => {
      expect(overrideAt(range, value)).toMatch(/^key=\d+(\.\d+)? STOS$/);
    }),
  );
});

test("every combination runs with every seed", () => {
  const points = planSweep([parseAxis("a=1,2"), parseAxis("b=x,y,z")], [5, 6]);
  expect(points).toHaveLength(12);
  expect(points[1]).toEqual({ overrides: ["a=1", "b=x"], seed: 6 });
  expect(points[11]).toEqual({ overrides: ["a=2", "b=z"], seed: 6 });
});

test("outcomes stand in the points' order and are those of a run here, to the wei", async () => {
  const points = planSweep([parseAxis("demand.alice.level=1..50:8 STOS")], []);
  const [alone, together] = [
    await runPoints(base, points, { processes: 1 }),
    await runPoints(base, points, { processes: 3 }),
  ];
  expect(together).toEqual(alone);
  const prices = alone.map((each) => ("figures" in each ? each.figures[0]?.value : undefined));
  expect(new Set(prices).size).toBe(8);
  expect([...prices].sort()).toEqual(prices);
});

test("a process that is killed stops the sweep, which names the run it was in", async () => {
  const points = planSweep([parseAxis("demand.alice.level=1..2:2 STOS")], []);
  const long = { ...base, epochs: 20_000_000 };
  const running = runPoints(long, points, { processes: 2 });
  const [child] = await childProcesses();
  process.kill(child ?? 0, "SIGKILL");
  await expect(running).rejects.toThrow(/SIGKILL.*demand\.alice\.level/);
  expect(await leftProcesses()).toEqual([]);
});

test("an aborted sweep ends its processes", async () => {
  const controller = new AbortController();
  const points = planSweep([parseAxis("demand.alice.level=1..2:2 STOS")], []);
  const options = { processes: 2, signal: controller.signal };
  const running = runPoints({ ...base, epochs: 20_000_000 }, points, options);
  await childProcesses();
  controller.abort(new Error("enough"));
  await expect(running).rejects.toThrow("enough");
  expect(await leftProcesses()).toEqual([]);
});

/** Pids of our own children that run points, once there is one. */
async function childProcesses(): Promise<readonly number[]> {
  for (;;) {
    const found = pointChildren();
    if (found.length > 0) return found;
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}

/** Once nothing is left of those that are ending. */
async function leftProcesses(): Promise<readonly number[]> {
  for (let waits = 0; waits < 1_000 && pointChildren().length > 0; waits += 1)
    await new Promise((resolve) => setTimeout(resolve, 10));
  return pointChildren();
}

function pointChildren(): readonly number[] {
  const children = readFileSync(`/proc/${process.pid}/task/${process.pid}/children`, "utf8");
  return children
    .trim()
    .split(" ")
    .filter((pid) => pid !== "")
    .map(Number)
    .filter((pid) => commandLine(pid).includes("point-child.ts"));
}

function commandLine(pid: number): string {
  try {
    return execFileSync("cat", [`/proc/${pid}/cmdline`], { encoding: "latin1", stdio: "pipe" });
  } catch {
    return "";
  }
}
