import { sdkError } from "../chain-error.ts";
import type { GasMeter } from "../context.ts";
import type { StoreWriter } from "../store/store.ts";

/** What each access to the state costs, in gas: the figures of the Cosmos SDK, which its clients' habits are tuned to. */
export const storeGas = {
  has: 1_000n,
  delete: 1_000n,
  readFlat: 1_000n,
  readByte: 3n,
  writeFlat: 2_000n,
  writeByte: 30n,
  nextFlat: 30n,
} as const;

/** What admission costs, in gas. */
export const transactionGas = {
  byte: 10n,
  ed25519: 590n,
  secp256k1: 1_000n,
} as const;

/** For hooks, genesis, queries and packets: counts and never refuses. Its `limit` reads 0. */
export function unlimitedGas(): GasMeter {
  let used = 0n;
  return {
    limit: 0n,
    used: () => used,
    consume(amount) {
      used += amount;
    },
  };
}

export function gasMeter(limit: bigint): GasMeter {
  let used = 0n;

  return {
    limit,
    used: () => used,
    consume(amount, what) {
      used += amount;
      if (used > limit) {
        throw sdkError(
          "out-of-gas",
          `out of gas in ${what}: wanted ${limit}, used ${used}; send it again with a higher gas limit`,
        );
      }
    },
  };
}

export function meteredStore(store: StoreWriter, gas: GasMeter): StoreWriter {
  return {
    get(key) {
      gas.consume(storeGas.readFlat, "a read");
      const value = store.get(key);
      gas.consume(storeGas.readByte * BigInt(key.length + (value?.length ?? 0)), "a read");
      return value;
    },
    set(key, value) {
      gas.consume(
        storeGas.writeFlat + storeGas.writeByte * BigInt(key.length + value.length),
        "a write",
      );
      store.set(key, value);
    },
    delete(key) {
      gas.consume(storeGas.delete, "a deletion");
      store.delete(key);
    },
    async *entries(range) {
      for await (const entry of store.entries(range)) {
        const bytes = BigInt(entry[0].length + entry[1].length);
        gas.consume(storeGas.nextFlat + storeGas.readByte * bytes, "a listing");
        yield entry;
      }
    },
  };
}
