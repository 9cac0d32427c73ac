import type { StoreWriter } from "@stos/ledger";
import { exportableGenesis } from "@stos/ledger";
import { noz, wei } from "@stos/units";
import { readGenesis } from "../genesis-json.ts";
import type { Nodes } from "./nodes.ts";
import { nodesStore } from "./state.ts";

/** The value network's pool at its genesis: s, p in wei, l in noz. Resource nodes come by packets. */
export type NodesGenesis = Readonly<{ price: Readonly<{ s: string; p: string; l: string }> }>;

type Needs = Readonly<{ nodes: Nodes; state(module: string): StoreWriter }>;

export const genesis = exportableGenesis<Needs>(nodesStore, ({ nodes }, state) => {
  const price = readGenesis(state, "nodes").object("price");
  nodes.setPrice({
    deposited: wei(price.amount("s")),
    prepaid: wei(price.amount("p")),
    forSale: noz(price.amount("l")),
  });
});
