import { type ChildProcess, spawn } from "node:child_process";
import { mkdtemp, readFile, rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { until } from "../until.ts";
import { plainEnvironment, runSuccessfully, stratosBin } from "./command.ts";
import { type DevnetFile, parseDevnetFile } from "./devnet-file.ts";
import { freePortBase } from "./free-ports.ts";
import { killByPid, type ProcessEntry, processTree } from "./processes.ts";

export type DevnetOptions = Readonly<{
  epochSeconds?: number;
  resourceNodes?: number;
  metaNodes?: number;
  replicas?: number;
  profile?: "literal" | "tracking";
}>;

const readyMs = 60_000;
const stopMs = 20_000;
const logCharactersMax = 200_000;

/** Starts `stratos devnet` in a folder of its own and waits until `devnet.json` says that it can be used. */
export async function startDevnet(options: DevnetOptions = {}): Promise<Devnet> {
  const dir = await mkdtemp(join(tmpdir(), "stratos-net-"));
  const portBase = await freePortBase();
  const devnet = new Devnet(dir, wordsOf(options, dir, portBase));
  try {
    await devnet.start();
  } catch (error) {
    await devnet[Symbol.asyncDispose]();
    throw error;
  }
  return devnet;
}

/** A devnet of real processes. They end with this process too, whatever ends it: their channel closes then. */
export class Devnet implements AsyncDisposable {
  readonly dir: string;
  readonly #words: readonly string[];
  #child: ChildProcess | undefined;
  #log = "";
  #file: DevnetFile | undefined;

  constructor(dir: string, words: readonly string[]) {
    this.dir = dir;
    this.#words = words;
  }

  /** The content of `devnet.json`. */
  get file(): DevnetFile {
    if (this.#file === undefined) throw new Error("the devnet hasn't been ready yet");
    return this.#file;
  }

  get pid(): number {
    return this.#child?.pid ?? 0;
  }

  /** What it has printed, the newest 200,000 characters. */
  get log(): string {
    return this.#log;
  }

  /** The devnet's own process and all below it. */
  processes(): readonly ProcessEntry[] {
    return processTree(this.pid);
  }

  /** Starts, or starts again in the same folder. Answers how long it took until it was ready. */
  async start(): Promise<number> {
    const started = Date.now();
    const child = spawn(process.execPath, [stratosBin, ...this.#words], {
      env: plainEnvironment(),
      stdio: ["ignore", "pipe", "pipe", "ipc"],
    });
    this.#child = child;
    const keep = (chunk: Buffer) => {
      this.#log = (this.#log + chunk.toString("utf8")).slice(-logCharactersMax);
    };
    child.stdout?.on("data", keep);
    child.stderr?.on("data", keep);

    const path = join(this.dir, "devnet.json");
    this.#file = await until({ what: "devnet.json", withinMs: readyMs }, async () => {
      if (hasEnded(child)) return "ended" as const;
      const { mtimeMs } = await stat(path);
      return mtimeMs < started ? undefined : parseDevnetFile(await readFile(path, "utf8"));
    }).then(
      (found) => (found === "ended" ? this.#fail("it ended") : found),
      (error: unknown) => this.#fail(String(error)),
    );
    return Date.now() - started;
  }

  /** SIGTERM, as Ctrl-C does it. Answers the milliseconds until the last of its processes was gone. */
  async stop(): Promise<number> {
    const started = Date.now();
    const known = this.processes();
    this.#child?.kill("SIGTERM");
    await this.#ended(known);
    return Date.now() - started;
  }

  /** kill -9 of the devnet's own process, by its id; its children have to end by themselves. */
  async kill(): Promise<readonly ProcessEntry[]> {
    const known = this.processes();
    killByPid(this.pid);
    await this.#ended(known);
    return known;
  }

  /** Runs another `stratos` command about this devnet and answers what it prints. */
  async command(...words: readonly string[]): Promise<string> {
    const { stdout } = await runSuccessfully(process.execPath, [stratosBin, ...words]);
    return stdout.toString("utf8");
  }

  async stopNode(node: string): Promise<void> {
    await this.command("devnet", "stop", node, "--dir", this.dir);
  }

  async startNode(node: string): Promise<void> {
    await this.command("devnet", "start", node, "--dir", this.dir);
  }

  /** Ends what still runs and removes the folder. */
  async [Symbol.asyncDispose](): Promise<void> {
    const known = this.processes();
    this.#child?.kill("SIGTERM");
    await this.#ended(known).catch(() => {
      for (const { pid } of known) killByPid(pid);
    });
    await rm(this.dir, { recursive: true, force: true, maxRetries: 5 });
  }

  async #ended(known: readonly ProcessEntry[]): Promise<void> {
    const ids = new Set(known.map(({ pid }) => pid));
    await until({ what: `the end of ${[...ids].join(", ")}`, withinMs: stopMs }, () =>
      [...ids].every((pid) => processTree(pid).length === 0) ? true : undefined,
    );
  }

  #fail(reason: string): never {
    throw new Error(`the devnet isn't ready: ${reason}\n${this.#log}`);
  }
}

function wordsOf(options: DevnetOptions, dir: string, portBase: number): readonly string[] {
  const { epochSeconds, resourceNodes, metaNodes, replicas, profile } = options;
  const given = {
    "--epoch": epochSeconds,
    "--resource-nodes": resourceNodes,
    "--meta-nodes": metaNodes,
    "--replicas": replicas,
    "--profile": profile,
  };
  const optional = Object.entries(given).flatMap(([name, value]) =>
    value === undefined ? [] : [name, `${value}`],
  );
  return ["devnet", "--dir", dir, "--port-base", `${portBase}`, ...optional];
}

function hasEnded(child: ChildProcess): boolean {
  return child.exitCode !== null || child.signalCode !== null;
}
