import { spawn } from "node:child_process";
import { fileURLToPath } from "node:url";

/** The command `stratos` as a user runs it. */
export const stratosBin = fileURLToPath(new URL("../../../cli/bin/stratos.mjs", import.meta.url));

/** How a program ended. */
export type Ended = Readonly<{ code: number; stdout: Buffer; stderr: string }>;

export type CommandOptions = Readonly<{
  env?: Readonly<Record<string, string>>;
  cwd?: string;
  withinMs?: number;
  /** Sees the process as soon as it runs. */
  onStart?: (pid: number) => void;
}>;

const defaultMs = 240_000;
const outputBytesMax = 256 * 1024 * 1024;

/** Runs a program to its end, whatever its code; one that outlasts `withinMs` is killed. */
export function runCommand(
  program: string,
  words: readonly string[],
  { env = {}, cwd, withinMs = defaultMs, onStart }: CommandOptions = {},
): Promise<Ended> {
  return new Promise((resolve, reject) => {
    const child = spawn(program, words, {
      env: { ...plainEnvironment(), ...env },
      stdio: ["ignore", "pipe", "pipe"],
      timeout: withinMs,
      killSignal: "SIGKILL",
      ...(cwd === undefined ? {} : { cwd }),
    });
    const stdout: Buffer[] = [];
    const stderr: Buffer[] = [];
    let received = 0;
    const keep = (chunks: Buffer[]) => (chunk: Buffer) => {
      received += chunk.length;
      if (received > outputBytesMax) child.kill("SIGKILL");
      else chunks.push(chunk);
    };
    child.stdout.on("data", keep(stdout));
    child.stderr.on("data", keep(stderr));
    child.on("spawn", () => onStart?.(child.pid ?? 0));
    child.on("error", reject);
    child.on("close", (code) =>
      resolve({
        code: code ?? -1,
        stdout: Buffer.concat(stdout),
        stderr: Buffer.concat(stderr).toString("utf8"),
      }),
    );
  });
}

/** Runs a program that must succeed. Throws with its words where it doesn't. */
export async function runSuccessfully(
  program: string,
  words: readonly string[],
  options: CommandOptions = {},
): Promise<Ended> {
  const ended = await runCommand(program, words, options);
  if (ended.code === 0) return ended;
  const said = `${ended.stdout.subarray(0, 4_000).toString("utf8")}${ended.stderr.slice(-8_000)}`;
  throw new Error(`${program} ${words.join(" ")} ended with ${ended.code}:\n${said}`);
}

/** The environment without what this test run or a user's own set-up would add to a program's behaviour. */
export function plainEnvironment(): NodeJS.ProcessEnv {
  const foreign = /^(NODE_|VITEST|AWS_|RCLONE_|RESTIC_|S3CMD|TEST$|.*_proxy$)/i;
  const kept = Object.entries(process.env).filter(([name]) => !foreign.test(name));
  return Object.fromEntries(kept);
}
