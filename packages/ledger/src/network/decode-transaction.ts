import { decodeTransaction, isAddress } from "@stos/codec";
import { sdkError } from "../chain-error.ts";
import type { MessageHandler, Transaction } from "../module.ts";
import type { MessageIndex } from "./message-index.ts";
import { parsing } from "./refusal.ts";

/** A transaction of which each message has been decoded and checked alone. */
export type ParsedTransaction<C> = Readonly<{
  /** `signers` is empty as yet: who must sign may depend on the state. */
  transaction: Transaction;
  messages: readonly ParsedMessage<C>[];
}>;

export type ParsedMessage<C> = Readonly<{
  module: string;
  handler: MessageHandler<C, unknown>;
  message: unknown;
}>;

/** Throws `ChainError` for what isn't of the form, unknown messages included. */
export function parseTransaction<C>(
  encoded: Uint8Array,
  indexOf: MessageIndex<C>,
): ParsedTransaction<C> {
  const { fee, signerInfos, ...decoded } = parsing(() => decodeTransaction(encoded));
  if (fee.granter !== "") throw sdkError("invalid-request", "fee grants are not supported");

  const messages = decoded.messages.map(({ typeUrl, value }) => {
    const { module, handler } = indexOf(typeUrl);
    const message = parsing(() => handler.decode(value));
    parsing(() => handler.check?.(message));
    return { module, handler, message };
  });

  return {
    messages,
    transaction: {
      ...decoded,
      signers: [],
      signerInfos: signerInfos.map(({ publicKey, mode, sequence }) => ({
        mode,
        sequence,
        ...(publicKey === undefined ? {} : { publicKey }),
      })),
      fee: { amount: fee.amount, gasLimit: fee.gasLimit, payer: fee.payer },
    },
  };
}

/**
 * Every signer that the messages name in the given state, each once, in order. Throws `ChainError` invalid-address for one
 * that is no account (`st…`) and no node (`stsds…`), before anything looks it up.
 */
export function withSigners<C>(
  { transaction, messages }: ParsedTransaction<C>,
  capabilities: C,
): Transaction {
  const signers = messages.flatMap(({ handler, message }) => [
    ...parsing(() => handler.signers(message, capabilities)),
  ]);
  const distinct = [...new Set(signers)];
  for (const signer of distinct) {
    if (!isAddress("st", signer) && !isAddress("stsds", signer)) {
      const shown = signer.slice(0, 100).toWellFormed();
      throw sdkError(
        "invalid-address",
        `the signer "${shown}" is no account's and no node's address`,
      );
    }
  }
  return { ...transaction, signers: distinct };
}
