import {
  type Allowance,
  decodeMessage,
  MsgSettleReceiptsSchema,
  type Receipt,
  toHex,
} from "@stos/codec";
import { ChainError, defineMessage } from "@stos/ledger";
import type { MetaCapabilities } from "../capabilities.ts";
import { metaEvent } from "../event.ts";
import { metaCodeOf, refuse } from "../failure.ts";
import { settleEntry } from "./settle-entry.ts";

export type ReceiptEntry = Readonly<{ allowance: Allowance | undefined; receipt: Receipt }>;

type SettleReceipts = Readonly<{ node: string; entries: readonly ReceiptEntry[] }>;

export const entriesMax = 512;

/**
 * A node's newest allowances and receipts. A bad entry voids itself alone: an event names each entry's outcome. Where all
 * are bad, the message is refused with the first one's code.
 */
export const settleReceipts = defineMessage<MetaCapabilities, SettleReceipts>({
  type: "/stratos.meta.v1.MsgSettleReceipts",
  decode(bytes) {
    const { node, entries } = decodeMessage(MsgSettleReceiptsSchema, bytes);
    if (entries.length === 0 || entries.length > entriesMax)
      throw refuse("too-many-entries", `a message settles 1 to ${entriesMax} receipts`);
    return {
      node,
      entries: entries.map(({ allowance, receipt }) => {
        if (receipt === undefined) throw refuse("message-invalid", "an entry has no receipt");
        return { allowance, receipt };
      }),
    };
  },
  signers: ({ node }) => [node],
  async execute(capabilities, { node, entries }) {
    if (capabilities.nodes.require(node).state === "gone")
      throw refuse("node-gone", `${node} is gone; its unsettled traffic went back to the limit`);

    let firstFailure: ChainError | undefined;
    let taken = 0;
    for (const entry of entries) {
      const failure = await settleOne(capabilities, node, entry);
      if (failure === undefined) taken += 1;
      else firstFailure ??= failure;
    }
    if (taken === 0 && firstFailure !== undefined) throw firstFailure;
  },
});

/** Everything is checked before anything is written, so a refused entry leaves nothing. */
async function settleOne(
  capabilities: MetaCapabilities,
  node: string,
  entry: ReceiptEntry,
): Promise<ChainError | undefined> {
  const session = toHex(entry.receipt.session);
  try {
    const amount = await settleEntry(capabilities, node, entry);
    capabilities.emit(metaEvent("ReceiptSettled", { node, session, noz: amount, code: "ok" }));
    return undefined;
  } catch (error) {
    const code = metaCodeOf(error);
    if (!(error instanceof ChainError) || code === undefined) throw error;
    capabilities.emit(
      metaEvent("ReceiptRefused", { node, session, code, reason: error.failure.reason }),
    );
    return error;
  }
}
