/** The part of the native package that this one uses; it ships no types. */
declare module "secp256k1" {
  export function publicKeyVerify(publicKey: Uint8Array): boolean;
  export function privateKeyVerify(privateKey: Uint8Array): boolean;
  export function publicKeyCreate(privateKey: Uint8Array, compressed?: boolean): Uint8Array;
  export function publicKeyConvert(publicKey: Uint8Array, compressed?: boolean): Uint8Array;
  export function ecdsaSign(
    digest: Uint8Array,
    privateKey: Uint8Array,
  ): { signature: Uint8Array; recid: number };
  export function ecdsaVerify(
    signature: Uint8Array,
    digest: Uint8Array,
    publicKey: Uint8Array,
  ): boolean;
}
