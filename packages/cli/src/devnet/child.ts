import { type ChildProcess, fork } from "node:child_process";
import { fileURLToPath } from "node:url";
import { unavailable } from "../cli-error.ts";
import { openLogFile } from "./log-file.ts";

/** One role in a process of its own. It ends when this process does, since its channel closes then. */
export interface Child {
  readonly name: string;
  readonly pid: number;
  /** Resolves when the role can be used; rejects where the process ends before. */
  readonly ready: Promise<void>;
  /** Resolves with a sentence about how the process ended. */
  readonly ended: Promise<string>;
  isRunning(): boolean;
  /** The newest lines of its log. */
  tail(): string;
  /** SIGTERM, and SIGKILL after `graceMs`. */
  stop(graceMs: number): Promise<void>;
}

export type ChildOptions = Readonly<{
  name: string;
  /** Words of the command line, such as `value-node start --home …`. */
  words: readonly string[];
  logFile: string;
}>;

const main = fileURLToPath(new URL("../main.ts", import.meta.url));

export function startChild({ name, words, logFile }: ChildOptions): Child {
  const log = openLogFile(logFile);
  const child = fork(main, words, {
    stdio: ["ignore", "pipe", "pipe", "ipc"],
    // A group of its own: Ctrl-C reaches the devnet alone, which then stops its children in order.
    detached: true,
    execArgv: ["--disable-warning=ExperimentalWarning"],
  });
  child.stdout?.on("data", log.write);
  child.stderr?.on("data", log.write);
  const ended = new Promise<string>((resolve) => {
    child.on("error", (error) => resolve(`could not be started: ${error.message}`));
    child.on("close", (code, signal) => {
      log[Symbol.dispose]();
      resolve(signal === null ? `ended with code ${code}` : `was ended by ${signal}`);
    });
  });
  const isRunning = () => child.exitCode === null && child.signalCode === null;

  return {
    name,
    pid: child.pid ?? 0,
    ready: readiness(child, ended, () => log.tail()),
    ended,
    isRunning,
    tail: log.tail,
    async stop(graceMs) {
      if (!isRunning()) return;
      child.kill("SIGTERM");
      const timer = setTimeout(() => child.kill("SIGKILL"), graceMs);
      await ended;
      clearTimeout(timer);
    },
  };
}

function readiness(child: ChildProcess, ended: Promise<string>, tail: () => string): Promise<void> {
  const ready = new Promise<void>((resolve, reject) => {
    child.on("message", (message: { type?: unknown }) => {
      if (message.type === "ready") resolve();
    });
    ended.then((how) => reject(unavailable(`it ${how} before it was ready:\n${tail()}`)));
  });
  // Who waits for readiness hears of it; nobody may be waiting when a ready child ends.
  ready.catch(() => {});
  return ready;
}
