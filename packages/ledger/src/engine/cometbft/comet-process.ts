import { type ChildProcess, spawn } from "node:child_process";
import { access, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { setTimeout as delay } from "node:timers/promises";
import { EngineError } from "../engine-error.ts";

const lastLinesMax = 20;
const lineLengthMax = 2_000;
/** CometBFT may ignore a SIGTERM once its application has gone. */
const stopMs = 10_000;

/** A running `cometbft start`. */
export interface CometProcess extends AsyncDisposable {
  /** Rejects with an `EngineError` when the process ends by itself; stays open otherwise. */
  readonly ended: Promise<never>;
}

/** Throws `EngineError` `cometbft-missing`. One that an earlier process left behind at this home is ended first. */
export async function startCometProcess(
  { binary, home }: Readonly<{ binary: string; home: string }>,
  onLine: (line: string) => void,
): Promise<CometProcess> {
  await requireBinary(binary);
  const pidFile = join(home, "cometbft.pid");
  await endLeftover(pidFile, home);

  const child = spawn(binary, ["start", "--home", home], { stdio: ["ignore", "pipe", "pipe"] });
  const exited = new Promise<string>((resolve) => {
    child.once("error", (error) => resolve(error.message));
    child.once("exit", (code, signal) => resolve(signal ?? `exit code ${code}`));
  });
  if (child.pid !== undefined) await writeFile(pidFile, `${child.pid}\n`);

  const lastLines: string[] = [];
  for (const stream of [child.stdout, child.stderr])
    createInterface({ input: stream }).on("line", (line) => {
      lastLines.push(line.slice(0, lineLengthMax));
      if (lastLines.length > lastLinesMax) lastLines.shift();
      onLine(line);
    });

  let isStopping = false;
  const ended = Promise.withResolvers<never>();
  ended.promise.catch(() => undefined);
  void exited.then((how) => {
    if (!isStopping)
      ended.reject(
        new EngineError({ code: "cometbft-ended", how, lastLines: lastLines.join("\n") }),
      );
  });
  return {
    ended: ended.promise,
    async [Symbol.asyncDispose]() {
      isStopping = true;
      await stop(child, exited);
      await rm(pidFile, { force: true });
    },
  };
}

async function stop(child: ChildProcess, exited: Promise<unknown>): Promise<void> {
  child.kill("SIGTERM");
  const giveUp = new AbortController();
  await Promise.race([
    exited,
    delay(stopMs, undefined, { signal: giveUp.signal }).catch(() => undefined),
  ]);
  giveUp.abort();
  child.kill("SIGKILL");
  await exited;
}

async function requireBinary(binary: string): Promise<void> {
  try {
    await access(binary);
  } catch {
    throw new EngineError({ code: "cometbft-missing", binary });
  }
}

/** A node that was killed leaves its CometBFT behind, which holds the databases. It is ended only if it runs on this very home. */
async function endLeftover(pidFile: string, home: string): Promise<void> {
  const pid = await leftoverPid(pidFile, home);
  if (pid === undefined) return;
  for (const signal of ["SIGTERM", "SIGKILL"] as const) {
    process.kill(pid, signal);
    for (let waited = 0; waited < stopMs; waited += 100) {
      if ((await leftoverPid(pidFile, home)) === undefined) return;
      await delay(100);
    }
  }
}

async function leftoverPid(pidFile: string, home: string): Promise<number | undefined> {
  try {
    const pid = Number.parseInt(await readFile(pidFile, "utf8"), 10);
    if (!Number.isSafeInteger(pid) || pid <= 1) return undefined;
    const words = (await readFile(`/proc/${pid}/cmdline`, "utf8")).split("\0");
    return words.includes("start") && words.includes(home) ? pid : undefined;
  } catch {
    return undefined;
  }
}
