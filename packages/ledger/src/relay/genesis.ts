import { fromBase64, fromHex, toHex } from "@stos/codec";
import { trustGenesis } from "@stos/light-client";
import type { GenesisHandler } from "../module.ts";
import type { RelayCapabilities } from "./relay.ts";
import { trust } from "./trusted-headers.ts";

/** What a genesis trusts of the other chain. */
export type RelayGenesis = Readonly<{
  chainId: string;
  initialHeight: number;
  /** Unix seconds of its genesis time. */
  time: number;
  /** Of the genesis validators: 64 hex digits, or base64. */
  validatorsHash: string;
  trustingPeriodSeconds: number;
}>;

/** A state that was exported: every entry in hex as it stands in the store, so that it gives the same root again. */
export type ExportedRelay = Readonly<{
  entries: readonly (readonly [key: string, value: string])[];
}>;

/** Takes `RelayGenesis` at a first start, `ExportedRelay` afterwards. */
export function relayGenesis<C extends RelayCapabilities>(): GenesisHandler<C> {
  return {
    async init({ relay }, given) {
      const genesis = given as RelayGenesis | ExportedRelay | undefined;
      if (genesis === undefined) throw new RangeError("the genesis names no other chain");
      if ("entries" in genesis) {
        for (const [key, value] of genesis.entries) relay.store.set(fromHex(key), fromHex(value));
        return;
      }

      const validatorsHash = parseHash(genesis.validatorsHash);
      await trust(relay.state, trustGenesis({ ...genesis, validatorsHash }));
    },

    async export({ relay }): Promise<ExportedRelay> {
      const entries: (readonly [string, string])[] = [];
      for await (const [key, value] of relay.store.entries({})) {
        entries.push([toHex(key), toHex(value)]);
      }
      return { entries };
    },
  };
}

function parseHash(text: string): Uint8Array {
  const hash = /^[0-9a-fA-F]{64}$/.test(text) ? fromHex(text) : fromBase64(text);
  if (hash.length !== 32)
    throw new RangeError(`a validators' hash has 32 bytes, not ${hash.length}`);
  return hash;
}
