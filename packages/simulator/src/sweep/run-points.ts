import { type ChildProcess, fork } from "node:child_process";
import { fileURLToPath } from "node:url";
import type { ToChild } from "./point-child.ts";
import type { PointOutcome, SweepBase, SweepPoint } from "./sweep-point.ts";

const childFile = fileURLToPath(new URL("./point-child.ts", import.meta.url));

export type PointsOptions = Readonly<{
  processes: number;
  onProgress?: (done: number) => void;
  signal?: AbortSignal;
}>;

/** A process of a sweep ended before its point was done. */
export class SweepProcessError extends Error {
  override readonly name = "SweepProcessError";
  readonly point: SweepPoint;

  constructor(point: SweepPoint, how: string) {
    const words = point.overrides.map((each) => ` --set '${each}'`).join("");
    const seed = point.seed === undefined ? "" : ` --seed ${point.seed}`;
    super(`a process ended (${how}) in the middle of the run${words}${seed}; nothing was written`);
    this.point = point;
  }
}

/**
 * Runs every point, in as many processes; outcomes stand in the points' order, so that they don't depend on the number of processes.
 * Throws `SweepProcessError` where a process dies.
 */
export async function runPoints(
  base: SweepBase,
  points: readonly SweepPoint[],
  { processes, onProgress, signal }: PointsOptions,
): Promise<readonly PointOutcome[]> {
  signal?.throwIfAborted();
  const outcomes = new Map<number, PointOutcome>();
  const stop = new AbortController();
  const either = signal === undefined ? stop.signal : AbortSignal.any([stop.signal, signal]);
  let next = 0;
  const take = () => (next < points.length ? next++ : undefined);
  const workers = Array.from({ length: Math.min(processes, points.length) }, () =>
    work(base, points, {
      take,
      signal: either,
      done(index, outcome) {
        outcomes.set(index, outcome);
        onProgress?.(outcomes.size);
      },
    }),
  );
  try {
    await Promise.all(workers);
  } finally {
    stop.abort(new Error("another process of the sweep failed"));
    await Promise.allSettled(workers);
  }
  return points.map((_, index) => {
    const outcome = outcomes.get(index);
    if (outcome === undefined) throw new Error(`the point ${index} has no outcome`);
    return outcome;
  });
}

type Work = Readonly<{
  take: () => number | undefined;
  done: (index: number, outcome: PointOutcome) => void;
  signal: AbortSignal;
}>;

/** One process: a point at a time until none is left. */
function work(base: SweepBase, points: readonly SweepPoint[], given: Work): Promise<void> {
  const { take, done, signal } = given;
  const child = fork(childFile, {
    serialization: "advanced",
    stdio: ["ignore", "inherit", "inherit", "ipc"],
  });
  let current: number | undefined;
  const giveNext = () => {
    current = take();
    const point = current === undefined ? undefined : points[current];
    if (current === undefined || point === undefined) child.disconnect();
    else send(child, { kind: "point", index: current, point });
  };

  return new Promise((resolve, reject) => {
    const abort = () => {
      child.kill("SIGKILL");
      reject(signal.reason);
    };
    signal.addEventListener("abort", abort, { once: true });
    child.on("message", (told: Readonly<{ index: number; outcome: PointOutcome }>) => {
      done(told.index, told.outcome);
      giveNext();
    });
    child.on("error", reject);
    child.on("exit", (code, name) => {
      signal.removeEventListener("abort", abort);
      const point = current === undefined ? undefined : points[current];
      if (point === undefined) resolve();
      else reject(new SweepProcessError(point, name ?? `exit code ${code}`));
    });
    send(child, { kind: "base", base });
    giveNext();
  });
}

function send(child: ChildProcess, told: ToChild): void {
  child.send(told);
}
