import { fixedBytes, key, record, u64 } from "@stos/codec";
import { item, map } from "@stos/ledger";

export const randomnessStore = "randomness";

/** newest → R and the height at which it last moved. */
export const newest = item({
  key: "newest",
  codec: record<Readonly<{ height: number; value: Uint8Array }>>({
    height: u64,
    value: fixedBytes(32),
  }),
});

/** history/‹height› → R(height), where it moved. */
export const history = map({ prefix: "history/", key: key.u64, codec: fixedBytes(32) });
