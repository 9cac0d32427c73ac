import type { EncodedAny } from "../key/account-key.ts";

/** What a transaction may hold at most. */
export const transactionLimits = {
  bytes: 1_048_576,
  messages: 256,
  signatures: 16,
  signatureBytes: 4_096,
  memoBytes: 512,
  feeCoins: 16,
  /** Of Any in Any, and of messages in messages. */
  nesting: 16,
} as const;

export type Coin = Readonly<{ denom: string; amount: string }>;

export type Fee = Readonly<{
  amount: readonly Coin[];
  gasLimit: bigint;
  payer: string;
  granter: string;
}>;

export type SignerInfo = Readonly<{
  publicKey: EncodedAny | undefined;
  mode: "direct" | "other";
  sequence: bigint;
}>;

/** A `TxRaw` whose parts are of their form. Signatures are not checked yet. */
export type DecodedTransaction = Readonly<{
  /** sha256 of the encoded transaction. */
  hash: Uint8Array;
  byteLength: number;
  bodyBytes: Uint8Array;
  authInfoBytes: Uint8Array;
  signatures: readonly Uint8Array[];
  messages: readonly EncodedAny[];
  memo: string;
  timeoutHeight: bigint;
  signerInfos: readonly SignerInfo[];
  fee: Fee;
}>;
