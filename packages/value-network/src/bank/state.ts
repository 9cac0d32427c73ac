import { key, weiAmount } from "@stos/codec";
import { item, map } from "@stos/ledger";

/** The bank's name as a store. */
export const bankStore = "bank";

/** balances/‹address› → wei; no entry for nothing. */
export const balances = map({ prefix: "balances/", key: key.text, codec: weiAmount });

/** supply → all wei there are: exactly what genesis minted (I9). */
export const supply = item({ key: "supply", codec: weiAmount });
