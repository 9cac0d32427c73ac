/** When the next block is made. One is in flight at a time; the earliest wish wins. */
export class BlockSchedule {
  readonly #makeBlock: () => Promise<void>;
  readonly #onBug: (error: unknown) => void;
  #due = Number.POSITIVE_INFINITY;
  #timer: NodeJS.Timeout | undefined;
  #inFlight: Promise<void> | undefined;
  #isStopped = false;

  constructor(makeBlock: () => Promise<void>, onBug: (error: unknown) => void) {
    this.#makeBlock = makeBlock;
    this.#onBug = onBug;
  }

  /** Wants a block at most `delayMs` from now. */
  wantWithin(delayMs: number): void {
    const due = performance.now() + delayMs;
    if (this.#isStopped || due >= this.#due) return;
    this.#due = due;
    this.#arm();
  }

  async stop(): Promise<void> {
    this.#isStopped = true;
    clearTimeout(this.#timer);
    await this.#inFlight;
  }

  #arm(): void {
    clearTimeout(this.#timer);
    if (this.#isStopped || this.#inFlight !== undefined || this.#due === Number.POSITIVE_INFINITY)
      return;
    this.#timer = setTimeout(() => this.#fire(), Math.max(0, this.#due - performance.now()));
  }

  #fire(): void {
    this.#due = Number.POSITIVE_INFINITY;
    this.#inFlight = this.#makeBlock()
      .catch((error: unknown) => {
        this.#isStopped = true;
        this.#onBug(error);
      })
      .finally(() => {
        this.#inFlight = undefined;
        this.#arm();
      });
  }
}
