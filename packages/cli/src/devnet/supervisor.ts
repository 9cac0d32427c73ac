import { unavailable, usageError } from "../cli-error.ts";
import { type Child, startChild } from "./child.ts";
import type { DevnetRole } from "./roles.ts";

const graceMs = 3_000;

/** Runs the devnet's processes. One that ends unasked ends all of it. */
export class Supervisor {
  readonly #logFile: (name: string) => string;
  readonly #children = new Map<string, Child>();
  readonly #failed = Promise.withResolvers<never>();
  #isStopping = false;

  constructor(logFile: (name: string) => string) {
    this.#logFile = logFile;
    this.failed.catch(() => undefined);
  }

  /** Rejects when a process ends unasked, with the end of its log. */
  get failed(): Promise<never> {
    return this.#failed.promise;
  }

  /** Resolves when the role can be used. */
  async start({ name, words }: DevnetRole): Promise<void> {
    if (this.#children.get(name)?.isRunning() === true) throw usageError(`${name} runs already`);
    const child = startChild({ name, words, logFile: this.#logFile(name) });
    this.#children.set(name, child);
    void this.#watch(child);
    await child.ready;
  }

  /** Asked for, so the devnet goes on without it. */
  async stop(name: string): Promise<void> {
    const child = this.#children.get(name);
    if (child?.isRunning() !== true) throw usageError(`${name} doesn't run`);
    this.#children.delete(name);
    await child.stop(graceMs);
  }

  isRunning(name: string): boolean {
    return this.#children.get(name)?.isRunning() === true;
  }

  /** Stops everything: one group after the other, the processes of a group at once. */
  async stopAll(groups: readonly (readonly string[])[]): Promise<void> {
    this.#isStopping = true;
    for (const names of groups)
      await Promise.all(names.map((name) => this.#children.get(name)?.stop(graceMs)));
  }

  async #watch(child: Child): Promise<void> {
    const how = await child.ended;
    const isAskedFor = this.#isStopping || this.#children.get(child.name) !== child;
    if (isAskedFor) return;
    const tail = child.tail();
    const log = this.#logFile(child.name);
    this.#failed.reject(
      unavailable(`${child.name} ${how}, so the devnet ends. Its log, ${log}, ends with:\n${tail}`),
    );
  }
}
