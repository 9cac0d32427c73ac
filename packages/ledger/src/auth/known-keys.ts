import { accountAddress, type EncodedAny, type PublicKey, parsePublicKey } from "@stos/codec";
import { latinOf } from "../state/key-bytes.ts";

/** A key and the address that it signs for as an account's key (`st…`). */
export type KnownKey = Readonly<{ publicKey: PublicKey; accountAddress: string }>;

/** Keys in use at a time. An entry takes about 400 bytes. */
const rememberedMax = 50_000;
const remembered = new Map<string, KnownKey>();

/**
 * As `parsePublicKey` and `accountAddress`, whose answers depend on nothing but the bytes, so remembering changes no result. To find
 * that a key is a point of its curve takes a third of the time of a signature's verification, and an account's key is read
 * several times a transaction. Throws `CodecError` as `parsePublicKey` does.
 */
export function knownKey(any: EncodedAny): KnownKey {
  const id = `${any.typeUrl}\0${latinOf(any.value)}`;
  const found = remembered.get(id);
  if (found !== undefined) return found;

  // A copy: what is remembered must not hold a whole block's bytes, nor change with them.
  const publicKey = parsePublicKey({ typeUrl: any.typeUrl, value: new Uint8Array(any.value) });
  const known = { publicKey, accountAddress: accountAddress(publicKey) };
  remembered.set(id, known);
  forgetOldest();
  return known;
}

function forgetOldest(): void {
  for (const oldest of remembered.keys()) {
    if (remembered.size <= rememberedMax) return;
    remembered.delete(oldest);
  }
}
