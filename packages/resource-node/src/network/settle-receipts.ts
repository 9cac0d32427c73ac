import {
  type Allowance,
  MsgSettleReceiptsSchema,
  packMessage,
  type Receipt,
  toHex,
} from "@stos/codec";
import type { MetaChain } from "./meta-chain.ts";

export type SettlementEntry = Readonly<{ receipt: Receipt; allowance: Allowance | undefined }>;

/** What the chain said to one entry. */
export type EntryOutcome = Readonly<{
  /** Hex. */
  session: string;
  result: "settled" | "refused";
  /** The chain's reason for a refusal. */
  reason: string;
}>;

/** Brings receipts to the chain; throws where it can't be known what became of them. */
export type SettleReceipts = (
  entries: readonly SettlementEntry[],
  signal?: AbortSignal,
) => Promise<readonly EntryOutcome[]>;

/** Entries of one message. */
export const settlementEntriesMax = 512;

export function settleReceipts(chain: MetaChain, node: string): SettleReceipts {
  return async (entries, signal) => {
    const message = packMessage(MsgSettleReceiptsSchema, {
      node,
      entries: entries.map(({ receipt, allowance }) =>
        allowance === undefined ? { receipt } : { receipt, allowance },
      ),
    });
    const { code, log, events } = await chain.submit([message], signal);
    const reasons = new Map<string, string>();
    for (const { type, attributes } of events)
      if (type === "stratos.meta.v1.EventReceiptRefused")
        reasons.set(unquoted(attributes["session"]), unquoted(attributes["reason"]));

    return entries.map(({ receipt }) => {
      const session = toHex(receipt.session);
      // A refused message has no events: its log says why its first entry was refused, and so were all.
      const reason = code === 0 ? reasons.get(session) : (reasons.get(session) ?? log);
      return {
        session,
        result: reason === undefined ? "settled" : "refused",
        reason: reason ?? "",
      };
    });
  };
}

/** Typed events quote their values as JSON. */
function unquoted(value: string | undefined): string {
  return value?.startsWith('"') ? String(JSON.parse(value)) : (value ?? "");
}
