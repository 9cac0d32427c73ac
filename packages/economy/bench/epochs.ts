/** How many epochs a second the reducer settles with 1,000 nodes: `node packages/economy/bench/epochs.ts [EPOCHS]`. */
import { noz, wei } from "@stos/units";
import { applyOperation, type EconomyState, newEconomy, type Operation } from "../src/index.ts";

const nodes = 1_000;
const busyNodes = 100;
const epochs = Number(process.argv[2] ?? "500");
const stos = 10n ** 18n;

const id = (at: number) => `n${at}`;
const deposits = Array.from({ length: nodes }, (_, at) => ({
  id: id(at),
  deposit: wei(BigInt(1_000 + at) * stos),
}));

let state = newEconomy();
const apply = (operation: Operation): EconomyState => {
  state = applyOperation(state, operation).state;
  return state;
};

apply({ op: "genesis", forSale: noz(10n ** 16n), nodes: deposits, metas: [], validators: [] });
apply({ op: "prepay", user: "u", payment: wei(10_000n * stos) });

const started = performance.now();
for (let epoch = 0; epoch < epochs; epoch += 1) {
  for (let at = 0; at < busyNodes; at += 1) {
    apply({
      op: "consume",
      user: "u",
      node: id((epoch * 7 + at * 3) % nodes),
      ozone: noz(BigInt(1_000_000 + at)),
    });
  }
  apply({ op: "epoch" });
}
const seconds = (performance.now() - started) / 1_000;
const name = `reducer, ${nodes} nodes, ${busyNodes} busy`;
const value = Math.round(epochs / seconds);
console.log(JSON.stringify({ bench: "economy", name, value, unit: "epochs/s" }));
