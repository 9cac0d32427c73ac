import type { TxResult } from "../../application.ts";
import { sdkCodes } from "../../chain-error.ts";
import type { JsonReader } from "../../relayer/comet-rpc.ts";
import { txResultOf } from "./comet-answers.ts";
import { CometRefusal } from "./comet-client.ts";

/** CometBFT refuses these before the application's check; other engines answer them by the codes that Cosmos clients know. */
const refusals = [
  { pattern: /tx already exists in cache/, code: "tx-in-mempool" },
  { pattern: /mempool is full/, code: "mempool-full" },
  { pattern: /Tx too large/i, code: "tx-too-large" },
] as const;

/** What the check answered, or why it didn't come to one. */
export async function checkedTx(broadcast: () => Promise<JsonReader>): Promise<TxResult> {
  try {
    return txResultOf(await broadcast());
  } catch (error) {
    if (!(error instanceof CometRefusal)) throw error;
    const refusal = refusals.find(({ pattern }) => pattern.test(error.reason));
    if (refusal === undefined) throw error;
    return {
      code: sdkCodes[refusal.code],
      codespace: "sdk",
      log: error.reason,
      data: new Uint8Array(0),
      gasWanted: 0n,
      gasUsed: 0n,
      events: [],
    };
  }
}
