import { bech32 } from "@scure/base";
import { CodecError } from "../codec-error.ts";

/** What a bech32 address names: an account, a validator as operator or as signer, a node's network identity, its key. */
export const addressPrefixes = ["st", "stvaloper", "stvalcons", "stsds", "stsdspub"] as const;
export type AddressPrefix = (typeof addressPrefixes)[number];

/** The bytes of an account, validator or network address. */
export const addressBytes = 20;

export function encodeAddress(prefix: AddressPrefix, bytes: Uint8Array): string {
  if (bytes.length !== sizeOf(prefix))
    throw new RangeError(`an address ${prefix}… has ${sizeOf(prefix)} bytes, not ${bytes.length}`);
  return bech32.encode(prefix, bech32.toWords(bytes));
}

/** Throws `CodecError` address-invalid unless it is lower-case bech32 of the prefix and of its size. */
export function decodeAddress(prefix: AddressPrefix, address: string): Uint8Array {
  const bytes = parseAddress(prefix, address);
  if (bytes === undefined)
    throw new CodecError({ code: "address-invalid", address, expected: prefix });
  return bytes;
}

/** Undefined where `decodeAddress` throws. */
export function parseAddress(prefix: AddressPrefix, address: string): Uint8Array | undefined {
  if (address.length > charactersMax || !address.startsWith(`${prefix}1`)) return undefined;
  const decoded = bech32.decodeUnsafe(address);
  // An upper-case address is valid bech32, but would be a second name of the same account in our state.
  if (decoded?.prefix !== prefix || address !== address.toLowerCase()) return undefined;

  const bytes = bech32.fromWordsUnsafe(decoded.words);
  return bytes?.length === sizeOf(prefix) ? bytes : undefined;
}

export function isAddress(prefix: AddressPrefix, address: string): boolean {
  return parseAddress(prefix, address) !== undefined;
}

/** bech32 detects errors up to this length. */
const charactersMax = 90;

function sizeOf(prefix: AddressPrefix): number {
  return prefix === "stsdspub" ? 32 : addressBytes;
}
