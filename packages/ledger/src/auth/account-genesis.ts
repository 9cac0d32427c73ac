import { encodePublicKey, fromBase64, type PublicKey, parsePublicKey, toBase64 } from "@stos/codec";
import type { GenesisHandler } from "../module.ts";
import type { Account } from "./accounts.ts";
import type { AuthCapabilities } from "./auth.ts";

/** An account as a genesis names it: numbers as decimal text, the key's Any in base64. */
export type GenesisAccount = Readonly<{
  address: string;
  number: string;
  sequence: string;
  public_key?: Readonly<{ type_url: string; value: string }>;
}>;

/** `{accounts: GenesisAccount[]}`; absent: none, and other modules' genesis creates them. */
export const accountGenesis: GenesisHandler<AuthCapabilities> = {
  init({ auth: { accounts } }, state) {
    const listed = (state as { accounts?: readonly GenesisAccount[] } | undefined)?.accounts ?? [];
    for (const { address, number, sequence, public_key: named } of listed) {
      accounts.set({
        address,
        number: wholeNumber(number),
        sequence: wholeNumber(sequence),
        publicKey: named === undefined ? undefined : parsedKey(named),
      });
    }
  },

  async export({ auth: { accounts } }) {
    const listed: GenesisAccount[] = [];
    for await (const account of accounts.entries()) listed.push(exported(account));
    return { accounts: listed };
  },
};

function exported({ address, number, sequence, publicKey }: Account): GenesisAccount {
  const written = { address, number: `${number}`, sequence: `${sequence}` };
  if (publicKey === undefined) return written;
  const { typeUrl, value } = encodePublicKey(publicKey);
  return { ...written, public_key: { type_url: typeUrl, value: toBase64(value) } };
}

function parsedKey(named: Readonly<{ type_url: string; value: string }>): PublicKey {
  return parsePublicKey({ typeUrl: named.type_url, value: fromBase64(named.value) });
}

function wholeNumber(text: string): number {
  const value = Number(text);
  if (!/^\d+$/.test(text) || !Number.isSafeInteger(value)) {
    throw new RangeError(`"${text}" in the genesis is no whole number`);
  }
  return value;
}
