type Waiting = Readonly<{ bytes: number; admitted: PromiseWithResolvers<void> }>;

/** Memory that all uploads of a process share; who asks for more than is free waits, first come first served. */
export class ByteBudget {
  readonly limit: number;
  #free: number;
  readonly #waiting: Waiting[] = [];

  constructor(limit: number) {
    this.limit = limit;
    this.#free = limit;
  }

  /** Throws the signal's reason where it aborts first. More than the limit counts as the limit. */
  async take(bytes: number, signal?: AbortSignal): Promise<Disposable> {
    signal?.throwIfAborted();
    const amount = Math.min(bytes, this.limit);
    if (this.#waiting.length > 0 || this.#free < amount) await this.#wait(amount, signal);
    else this.#free -= amount;

    let isTaken = true;
    return {
      [Symbol.dispose]: () => {
        if (!isTaken) return;
        isTaken = false;
        this.#free += amount;
        this.#admit();
      },
    };
  }

  async #wait(bytes: number, signal: AbortSignal | undefined): Promise<void> {
    const waiting: Waiting = { bytes, admitted: Promise.withResolvers<void>() };
    this.#waiting.push(waiting);
    const onAbort = () => {
      const index = this.#waiting.indexOf(waiting);
      if (index < 0) return;
      this.#waiting.splice(index, 1);
      waiting.admitted.reject(signal?.reason);
      this.#admit();
    };
    signal?.addEventListener("abort", onAbort, { once: true });
    try {
      await waiting.admitted.promise;
    } finally {
      signal?.removeEventListener("abort", onAbort);
    }
  }

  #admit(): void {
    for (let first = this.#waiting[0]; first !== undefined; first = this.#waiting[0]) {
      if (first.bytes > this.#free) return;
      this.#waiting.shift();
      this.#free -= first.bytes;
      first.admitted.resolve();
    }
  }
}
