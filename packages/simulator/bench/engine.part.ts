/** One engine with random traffic on every node in every epoch: `engine.part.ts fast|exact NODES EPOCHS`. */
import { ExactEconomy, FastEconomy, type SimulatedGenesis } from "../src/index.ts";

const [engine = "fast", nodes = "1000", epochs = "1000"] = process.argv.slice(2);
const stos = 1e18;
const genesis: SimulatedGenesis = {
  profile: "tracking",
  epochSeconds: 600,
  rewardLockEpochs: 2_016,
  depositSeconds: 180 * 86_400,
  coolingOffSeconds: 14 * 86_400,
  forSale: 1e15,
  nodes: [
    ...Array.from({ length: Number(nodes) }, (_, at) => ({
      role: "resource" as const,
      deposit: (1_000 + at) * stos,
      capacity: 1 + (at % 7),
    })),
    ...Array.from({ length: 20 }, () => ({
      role: "meta" as const,
      deposit: 1_000 * stos,
      capacity: 0,
    })),
  ],
  validators: Array.from({ length: 50 }, (_, at) => ({
    commissionBp: 500,
    self: (10_000 + at) * stos,
    delegators: [10_000 * stos],
  })),
};
const economy = engine === "fast" ? new FastEconomy(genesis) : new ExactEconomy(genesis);
const account = economy.openAccount();

const started = performance.now();
for (let epoch = 0; epoch < Number(epochs); epoch += 1) {
  economy.prepay(account, 100 * stos);
  const ozone = Math.floor(economy.balanceOf(account) / 2);
  economy.consumeSpread(account, ozone, { draw: "uniform", seed: 1, epoch });
  economy.settleEpoch();
}
const seconds = (performance.now() - started) / 1_000;

report(`${engine} ${nodes} nodes`, Number(epochs) / seconds, "epochs/s");
report(`${engine} ${nodes} nodes peak memory`, process.resourceUsage().maxRSS / 1_024, "MB");

function report(name: string, value: number, unit: string): void {
  console.log(JSON.stringify({ bench: "simulator", name, value: Math.round(value), unit }));
}
