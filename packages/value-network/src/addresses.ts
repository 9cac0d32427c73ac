import { isAddress } from "@stos/codec";
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
