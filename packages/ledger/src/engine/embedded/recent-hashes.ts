/** A set that forgets its oldest member past `max`. */
export class RecentHashes {
  readonly #max: number;
  readonly #members = new Set<string>();

  constructor(max: number) {
    this.#max = max;
  }

  has(id: string): boolean {
    return this.#members.has(id);
  }

  add(id: string): void {
    this.#members.add(id);
    if (this.#members.size <= this.#max) return;
    for (const oldest of this.#members) {
      this.#members.delete(oldest);
      return;
    }
  }
}
