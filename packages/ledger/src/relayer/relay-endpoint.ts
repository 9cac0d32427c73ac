import type { EncodedAny, SignedHeader, ValidatorSet } from "@stos/codec";

/** One chain as a relayer reaches it. Every call rejects when the signal aborts. */
export type RelayEndpoint = Readonly<{
  chainId: string;
  /** Who signs what `submit` sends. */
  sender: string;
  /** Of the newest header whose commit can be had. */
  newestHeight(signal: AbortSignal): Promise<number>;
  signedHeader(height: number, signal: AbortSignal): Promise<SignedHeader>;
  /** The set that signs `height`. */
  validators(height: number, signal: AbortSignal): Promise<ValidatorSet>;
  /** A value of the store `relay` after block `height`, 0: the newest. */
  read(key: Uint8Array, height: number, signal: AbortSignal): Promise<Uint8Array | undefined>;
  /** Undefined where nothing stands under the key. */
  prove(key: Uint8Array, height: number, signal: AbortSignal): Promise<ProvenValue | undefined>;
  /** Signs, sends and waits until it stands in a block. `code` 0: executed. */
  submit(messages: readonly EncodedAny[], signal: AbortSignal): Promise<SubmitResult>;
}>;

export type ProvenValue = Readonly<{
  value: Uint8Array;
  storeProof: Uint8Array;
  rootProof: Uint8Array;
}>;

export type SubmitResult = Readonly<{ code: number; codespace: string; log: string }>;
