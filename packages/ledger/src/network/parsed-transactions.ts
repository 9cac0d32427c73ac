import { transactionHash } from "@stos/codec";
import { latinOf } from "../state/key-bytes.ts";
import { type ParsedTransaction, parseTransaction } from "./decode-transaction.ts";
import type { MessageIndex } from "./message-index.ts";

/** Answers as `parseTransaction` does over one set of messages. */
export type TransactionParser<C> = (encoded: Uint8Array) => ParsedTransaction<C>;

/** What is remembered at most: about two full blocks. */
type ParsedLimits = Readonly<{ countMax: number; bytesMax: number }>;

const limitsDefault: ParsedLimits = { countMax: 20_000, bytesMax: 16 * 2 ** 20 };

/**
 * Remembers what CheckTx has parsed until FinalizeBlock wants it again. What a transaction says depends on its bytes alone,
 * and its hash commits to them; what is refused isn't remembered.
 */
export function parsedTransactions<C>(
  messages: MessageIndex<C>,
  { countMax, bytesMax }: ParsedLimits = limitsDefault,
): TransactionParser<C> {
  const remembered = new Map<string, ParsedTransaction<C>>();
  let bytes = 0;

  function remember(id: string, parsed: ParsedTransaction<C>): void {
    remembered.set(id, parsed);
    bytes += parsed.transaction.byteLength;
    for (const [oldest, { transaction }] of remembered) {
      if (remembered.size <= countMax && bytes <= bytesMax) return;
      remembered.delete(oldest);
      bytes -= transaction.byteLength;
    }
  }

  return (encoded) => {
    const id = latinOf(transactionHash(encoded));
    const found = remembered.get(id);
    if (found !== undefined) return found;
    // Parts of what is parsed are views: they must not change with the caller's bytes.
    const parsed = parseTransaction(new Uint8Array(encoded), messages);
    remember(id, parsed);
    return parsed;
  };
}
