/** Where the state machine stood when it met a bug. */
export type HaltPlace = Readonly<{
  height: number;
  module?: string;
  /** Index in the block and hash, upper-case hex. */
  transaction?: Readonly<{ index: number; hash: string }>;
}>;

/** A bug: the node stops here, before it forks. `cause` is what was thrown. */
export class ChainHalt extends Error {
  override readonly name = "ChainHalt";
  readonly place: HaltPlace;

  constructor(place: HaltPlace, cause: unknown) {
    super(describe(place, cause), { cause });
    this.place = place;
  }
}

function describe({ height, module, transaction }: HaltPlace, cause: unknown): string {
  const where = [`block ${height}`];
  if (transaction !== undefined)
    where.push(`transaction ${transaction.index} (${transaction.hash})`);
  if (module !== undefined) where.push(`module ${module}`);
  const what = cause instanceof Error ? `${cause.name}: ${cause.message}` : String(cause);
  return `the chain halts in ${where.join(", ")}: ${what}`;
}
