import { execFileSync } from "node:child_process";

/** A process of this machine, by `ps`. */
export type ProcessEntry = Readonly<{ pid: number; parent: number; command: string }>;

/** The process and all that descend from it, as they are now; a zombie counts as ended. */
export function processTree(root: number): readonly ProcessEntry[] {
  const all = runningProcesses();
  const found = all.filter(({ pid }) => pid === root);
  for (const known of found) {
    found.push(...all.filter(({ parent, pid }) => parent === known.pid && pid !== known.pid));
  }
  return found;
}

/** Whether a process of this id runs. */
export function isRunning(pid: number): boolean {
  return runningProcesses().some((entry) => entry.pid === pid);
}

/** Ends a process by its id at once; one that is gone already is no failure. */
export function killByPid(pid: number): void {
  try {
    process.kill(pid, "SIGKILL");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ESRCH") throw error;
  }
}

function runningProcesses(): ProcessEntry[] {
  const output = execFileSync("ps", ["-A", "-o", "pid=,ppid=,stat=,args="], {
    encoding: "utf8",
    maxBuffer: 16 * 1024 * 1024,
  });
  return output.split("\n").flatMap((line) => {
    const [, pid, parent, state = "", command = ""] =
      /^\s*(\d+)\s+(\d+)\s+(\S+)\s+(.*)$/.exec(line) ?? [];
    if (pid === undefined || state.startsWith("Z")) return [];
    return [{ pid: Number(pid), parent: Number(parent), command }];
  });
}
