import { directSignBytes, keyTypeUrls, networkAddress, type PublicKey } from "@stos/codec";
import { sdkError } from "../chain-error.ts";
import type { SignerInfo, Transaction } from "../module.ts";
import { parsing } from "../network/refusal.ts";
import { transactionGas } from "../state/gas.ts";
import type { Account } from "./accounts.ts";
import { type KnownKey, knownKey } from "./known-keys.ts";
import { verifySignatureOnce } from "./verified-signatures.ts";

/** By the key's type as the signer names it; what a simulation leaves open counts as secp256k1. */
export function signatureGas(info: SignerInfo | undefined): bigint {
  return info?.publicKey?.typeUrl === keyTypeUrls.ed25519
    ? transactionGas.ed25519
    : transactionGas.secp256k1;
}

/**
 * Answers the key to keep for the account: the one it first used. Throws `ChainError` invalid-pubkey for another
 * account's key, unauthorized where the signature isn't of this transaction, chain, account and sequence.
 */
export function checkSignature({
  account,
  index,
  transaction,
  chainId,
}: Readonly<{
  account: Account;
  index: number;
  transaction: Transaction;
  chainId: string;
}>): PublicKey {
  const info = transaction.signerInfos[index];
  const publicKey = signingKey(account, info);
  if (info?.mode !== "direct") throw sdkError("unauthorized", "only SIGN_MODE_DIRECT is supported");

  const accountNumber = account.number;
  const claim = { transactionHash: transaction.hash, index, chainId, accountNumber, publicKey };
  const signature = transaction.signatures[index] ?? new Uint8Array();
  const isSigned = verifySignatureOnce(claim, signature, () =>
    directSignBytes({
      bodyBytes: transaction.bodyBytes,
      authInfoBytes: transaction.authInfoBytes,
      chainId,
      accountNumber: BigInt(accountNumber),
    }),
  );
  if (isSigned) return account.publicKey ?? publicKey;
  throw sdkError(
    "unauthorized",
    `signature verification failed; please verify account number (${account.number}), sequence (${account.sequence}) and chain-id (${chainId}): unauthorized`,
  );
}

function signingKey(
  { address, publicKey: known }: Account,
  info: SignerInfo | undefined,
): PublicKey {
  const named = info?.publicKey;
  if (named === undefined) {
    if (known !== undefined) return known;
    throw sdkError(
      "invalid-pubkey",
      `the first transaction of ${address} must name its public key`,
    );
  }

  const signing = parsing(() => knownKey(named));
  if (isKeyOf(address, signing)) return signing.publicKey;
  throw sdkError("invalid-pubkey", `the public key doesn't match the signer's address ${address}`);
}

function isKeyOf(address: string, { publicKey, accountAddress }: KnownKey): boolean {
  if (address.startsWith("stsds1")) {
    return publicKey.type === "ed25519" && networkAddress(publicKey.bytes) === address;
  }
  return accountAddress === address;
}
