import type { Context } from "@stos/ledger";
import { add, type Noz, noz } from "@stos/units";
import type { Parameters } from "../parameters/parameters.ts";
import {
  accountsStore,
  type StatementKind,
  type StatementLine,
  statementKey,
  statementSizes,
  statements,
} from "./state.ts";

/** An epoch's itemised lines of a wallet. */
export type Statement = Readonly<{ epoch: number; lines: readonly StatementLine[] }>;

/** Lines of one wallet in one epoch; what would be more is added up under the node `others`. */
export const statementLinesMax = 1_000;

/** Old lines that one new line may clear away. */
const clearedMax = 100;

export type Statements = Readonly<{
  add(wallet: string, entry: StatementLine & Readonly<{ epoch: number }>): Promise<void>;
  read(
    wallet: string,
    range: Readonly<{ from: number; limit: number }>,
  ): Promise<readonly Statement[]>;
}>;

export function statementsOf(context: Context, parameters: Parameters): Statements {
  const store = context.store(accountsStore);
  const written = statements.open(store);
  const sizes = statementSizes.open(store);

  return {
    async add(wallet, { epoch, line, node, kind, noz: amount }) {
      const size = sizes.get(wallet);
      const lines = size?.epoch === epoch ? size.lines : 0;
      if (size?.epoch !== epoch) await clear(wallet, epoch - parameters.get().historyEpochs);

      const named = [wallet, epoch, line, node, kind] as const;
      const isNew = !written.has([...named]);
      const isFull = isNew && lines >= statementLinesMax;
      const place: LineKey = isFull ? [wallet, epoch, line, "others", kind] : [...named];
      written.set(place, { noz: add(written.get(place)?.noz ?? noz(0n), amount) });
      if (isNew && !isFull) sizes.set(wallet, { epoch, lines: lines + 1 });
    },
    async read(wallet, { from, limit }) {
      const epochs = new Map<number, StatementLine[]>();
      const prefix = statementKey.prefix(wallet);
      for await (const [[, epoch, line, node, kind], entry] of written.entries({
        prefix,
        lt: [wallet, from + 1, "", "", ""],
        reverse: true,
      })) {
        if (!epochs.has(epoch) && epochs.size === limit) break;
        const lines = epochs.get(epoch) ?? [];
        lines.push({ line: line as StatementKind, node, kind, noz: entry.noz });
        epochs.set(epoch, lines);
      }
      return [...epochs].map(([epoch, lines]) => ({ epoch, lines: lines.reverse() }));
    },
  };

  async function clear(wallet: string, before: number): Promise<void> {
    if (before <= 0) return;
    const old = written.entries({
      prefix: statementKey.prefix(wallet),
      lt: [wallet, before, "", "", ""],
      limit: clearedMax,
    });
    for await (const [place] of old) written.delete(place);
  }
}

type LineKey = [string, number, string, string, string];

/** A line for what a receipt of this kind charged. */
export function settledLine(node: string, kind: string, amount: Noz): StatementLine {
  return { line: "settled", node, kind, noz: amount };
}
