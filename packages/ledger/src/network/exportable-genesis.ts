import { fromHex, toHex } from "@stos/codec";
import type { GenesisHandler } from "../module.ts";
import type { StoreWriter } from "../store/store.ts";

/** A module's whole state, entry by entry in hex: taken in again it gives the same app hash. */
type ExportedState = Readonly<{
  entries: readonly (readonly [key: string, value: string])[];
}>;

type Needs = Readonly<{ state(module: string): StoreWriter }>;

/**
 * The genesis of a module: its first form is for `start` to read; a state that was exported is taken over as it is. A
 * module whose first start needs nothing may be absent from the document.
 */
export function exportableGenesis<C extends Needs>(
  module: string,
  start: (capabilities: C, genesis: unknown) => void | Promise<void> = () => {},
): GenesisHandler<C> {
  return {
    init(capabilities, genesis) {
      if (!isExported(genesis)) return start(capabilities, genesis);
      const store = capabilities.state(module);
      for (const [key, value] of genesis.entries) store.set(fromHex(key), fromHex(value));
    },
    async export(capabilities): Promise<ExportedState> {
      const entries: (readonly [string, string])[] = [];
      for await (const [key, value] of capabilities.state(module).entries({}))
        entries.push([toHex(key), toHex(value)]);
      return { entries };
    },
  };
}

function isExported(genesis: unknown): genesis is ExportedState {
  return (
    typeof genesis === "object" &&
    genesis !== null &&
    "entries" in genesis &&
    Array.isArray(genesis.entries)
  );
}
