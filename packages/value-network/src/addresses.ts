import { decodeAddress, encodeAddress, isAddress } from "@stos/codec";
import { sdkError } from "@stos/ledger";

/** The text as a wallet's address (`st1…`). Throws `ChainError`. */
export function requireAccountAddress(text: string, field: string): string {
  if (!isAddress("st", text))
    throw sdkError("invalid-address", `${field}: "${text}" is no account address (st1…)`);
  return text;
}

/** The text as a node's network address (`stsds1…`). Throws `ChainError`. */
export function requireNetworkAddress(text: string, field: string): string {
  if (!isAddress("stsds", text))
    throw sdkError("invalid-address", `${field}: "${text}" is no network address (stsds1…)`);
  return text;
}

/** The text as a validator's operator address (`stvaloper1…`). Throws `ChainError`. */
export function requireOperatorAddress(text: string, field: string): string {
  if (!isAddress("stvaloper", text))
    throw sdkError("invalid-address", `${field}: "${text}" is no operator address (stvaloper1…)`);
  return text;
}

/** The text as a validator's consensus address (`stvalcons1…`). Throws `ChainError`. */
export function requireConsensusAddress(text: string, field: string): string {
  if (!isAddress("stvalcons", text))
    throw sdkError("invalid-address", `${field}: "${text}" is no consensus address (stvalcons1…)`);
  return text;
}

/** The wallet (`st1…`) that operates the validator: the same bytes. */
export function walletOf(operator: string): string {
  return encodeAddress("st", decodeAddress("stvaloper", operator));
}

/** The operator address (`stvaloper1…`) of a wallet. */
export function operatorOf(wallet: string): string {
  return encodeAddress("stvaloper", decodeAddress("st", wallet));
}
