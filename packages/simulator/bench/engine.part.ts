/** One engine with its invariants asserted in every epoch: `engine.part.ts fast|exact NODES EPOCHS`. */
import { ExactEconomy } from "../src/exact/exact-economy.ts";
import { FastEconomy } from "../src/fast/fast-economy.ts";
import { doubleInvariants } from "../src/run/double-invariants.ts";
import { exactInvariants } from "../src/run/exact-invariants.ts";
import {
  busyGenesis,
  buyAndConsume,
  processorSeconds,
  report,
  reportPeakMemory,
} from "./busy-economy.part.ts";

const [engine = "fast", nodes = "1000", epochs = "1000"] = process.argv.slice(2);
const genesis = busyGenesis(Number(nodes));
const name = `${engine} ${nodes} nodes`;

const { economy, invariants } = engine === "fast" ? openFast() : openExact();
const account = economy.openAccount();
const seconds = processorSeconds(() => {
  for (let epoch = 0; epoch < Number(epochs); epoch += 1) {
    buyAndConsume(economy, account, epoch);
    invariants.beforeEpoch();
    invariants.afterEpoch(economy.settleEpoch());
  }
});
report(name, Number(epochs) / seconds, "epochs/s");
reportPeakMemory(name);

function openFast() {
  const economy = new FastEconomy(genesis);
  return { economy, invariants: doubleInvariants(economy.figures, genesis.profile) };
}

function openExact() {
  const economy = new ExactEconomy(genesis);
  return { economy, invariants: exactInvariants(economy) };
}
