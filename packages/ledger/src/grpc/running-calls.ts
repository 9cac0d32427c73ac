/** Calls in flight, so that their number has an end. */
export class RunningCalls {
  readonly #max: number;
  #count = 0;

  constructor(max: number) {
    this.#max = max;
  }

  /** Answers what ends the call, once; undefined where there are too many. */
  begin(): (() => void) | undefined {
    if (this.#count >= this.#max) return undefined;
    this.#count += 1;
    let isOpen = true;
    return () => {
      if (isOpen) this.#count -= 1;
      isOpen = false;
    };
  }
}
