import { SignMode } from "cosmjs-types/cosmos/tx/signing/v1beta1/signing";
import { AuthInfo, TxBody, TxRaw } from "cosmjs-types/cosmos/tx/v1beta1/tx";
import { sha256 } from "#platform";
import { malformed, requireSize } from "../codec-error.ts";
import {
  type DecodedTransaction,
  transactionLimits as limits,
  type SignerInfo,
} from "./transaction.ts";
import { authInfoFields, bodyFields, checkFields, rawFields } from "./wire.ts";

/**
 * The transaction in `encoded`. Throws `CodecError`: too-large above `transactionLimits`, unknown-field where Cosmos
 * refuses one (fields from 1024 to 2047 of a body are non-critical), malformed for the rest, a second encoding of the same
 * TxRaw included.
 */
export function decodeTransaction(encoded: Uint8Array): DecodedTransaction {
  requireSize("a transaction", encoded.length, limits.bytes);
  checkFields("TxRaw", encoded, rawFields);
  const raw = decodeWith("TxRaw", () => TxRaw.decode(encoded));
  checkFields("TxBody", raw.bodyBytes, bodyFields);
  checkFields("AuthInfo", raw.authInfoBytes, authInfoFields);
  const body = decodeWith("TxBody", () => TxBody.decode(raw.bodyBytes));
  const auth = decodeWith("AuthInfo", () => AuthInfo.decode(raw.authInfoBytes));

  requireSize("a transaction's messages", body.messages.length, limits.messages);
  requireSize("a transaction's signatures", raw.signatures.length, limits.signatures);
  requireSize("a transaction's signers", auth.signerInfos.length, limits.signatures);
  for (const { length } of raw.signatures)
    requireSize("a signature", length, limits.signatureBytes);
  if (body.memo !== "")
    requireSize("a memo", new TextEncoder().encode(body.memo).length, limits.memoBytes);
  if (body.messages.length === 0) throw malformed("TxBody", "it holds no message");
  const fee = auth.fee;
  if (fee === undefined) throw malformed("AuthInfo", "it names no fee");
  requireSize("a fee", fee.amount.length, limits.feeCoins);

  return {
    hash: sha256(encoded),
    byteLength: encoded.length,
    bodyBytes: raw.bodyBytes,
    authInfoBytes: raw.authInfoBytes,
    signatures: raw.signatures,
    messages: body.messages.map(({ typeUrl, value }) => ({ typeUrl, value })),
    memo: body.memo,
    timeoutHeight: body.timeoutHeight,
    signerInfos: auth.signerInfos.map(signerInfo),
    fee: { amount: fee.amount, gasLimit: fee.gasLimit, payer: fee.payer, granter: fee.granter },
  };
}

function signerInfo(info: AuthInfo["signerInfos"][number]): SignerInfo {
  const direct =
    info.modeInfo?.single?.mode === SignMode.SIGN_MODE_DIRECT && info.modeInfo.multi === undefined;
  return { publicKey: info.publicKey, mode: direct ? "direct" : "other", sequence: info.sequence };
}

/** cosmjs-types throws plain errors for bytes that are cut off or no protobuf. */
function decodeWith<T>(what: string, decode: () => T): T {
  try {
    return decode();
  } catch (error) {
    throw malformed(what, error instanceof Error ? error.message : String(error));
  }
}
