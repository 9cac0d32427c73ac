import { SignMode } from "cosmjs-types/cosmos/tx/signing/v1beta1/signing";
import { AuthInfo, TxBody, TxRaw } from "cosmjs-types/cosmos/tx/v1beta1/tx";
import { sha256 } from "#platform";
import { type EncodedAny, encodePublicKey } from "../key/account-key.ts";
import type { Signer } from "../key/account-private-key.ts";
import { encodeProtobufFields } from "../protobuf/encode-fields.ts";
import type { Coin } from "./transaction.ts";

/** What SIGN_MODE_DIRECT signs: the exact bytes of body and auth info, the chain and the account's number. */
export function directSignBytes(
  document: Readonly<{
    bodyBytes: Uint8Array;
    authInfoBytes: Uint8Array;
    chainId: string;
    accountNumber: bigint;
  }>,
): Uint8Array {
  return encodeProtobufFields([
    [1, document.bodyBytes],
    [2, document.authInfoBytes],
    [3, document.chainId],
    [4, document.accountNumber],
  ]);
}

/** sha256 of the encoded transaction: its name in blocks and queries. */
export function transactionHash(encoded: Uint8Array): Uint8Array {
  return sha256(encoded);
}

export type TransactionOrder = Readonly<{
  messages: readonly EncodedAny[];
  fee: Readonly<{ amount: readonly Coin[]; gasLimit: bigint }>;
  memo?: string;
  /** The last height at which it may be included; 0 or absent: any. */
  timeoutHeight?: bigint;
  signer: Signer;
  sequence: bigint;
  accountNumber: bigint;
  chainId: string;
}>;

/** An encoded `TxRaw` of one signer. */
export function buildTransaction(order: TransactionOrder): Uint8Array {
  const { signer, sequence } = order;
  const bodyBytes = TxBody.encode(
    TxBody.fromPartial({
      messages: [...order.messages],
      memo: order.memo ?? "",
      timeoutHeight: order.timeoutHeight ?? 0n,
    }),
  ).finish();
  const authInfoBytes = AuthInfo.encode(
    AuthInfo.fromPartial({
      signerInfos: [
        {
          publicKey: encodePublicKey(signer.publicKey),
          modeInfo: { single: { mode: SignMode.SIGN_MODE_DIRECT } },
          sequence,
        },
      ],
      fee: { amount: [...order.fee.amount], gasLimit: order.fee.gasLimit },
    }),
  ).finish();

  const { chainId, accountNumber } = order;
  const signature = signer.sign(
    directSignBytes({ bodyBytes, authInfoBytes, chainId, accountNumber }),
  );
  return TxRaw.encode({ bodyBytes, authInfoBytes, signatures: [signature] }).finish();
}
