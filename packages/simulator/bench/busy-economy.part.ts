import type { SimulatedEconomy, SimulatedGenesis } from "../src/index.ts";

const stos = 1e18;

/** Resource nodes with different deposits and capacities, 20 metas, 50 validators with a delegator each. */
export function busyGenesis(nodes: number): SimulatedGenesis {
  return {
    profile: "tracking",
    epochSeconds: 600,
    rewardLockEpochs: 2_016,
    depositSeconds: 180 * 86_400,
    coolingOffSeconds: 14 * 86_400,
    forSale: 1e15,
    nodes: [
      ...Array.from({ length: nodes }, (_, at) => ({
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
}

/** A PREPAY of 100 STOS, and half of what users hold onto all nodes, drawn anew: every node has traffic in every epoch. */
export function buyAndConsume(economy: SimulatedEconomy, account: number, epoch: number): void {
  economy.prepay(account, 100 * stos);
  const ozone = Math.floor(economy.balanceOf(account) / 2);
  economy.consumeSpread(account, ozone, { draw: "uniform", seed: 1, epoch });
}

/** Processor time of `work`, compilation and garbage collection included, in seconds. */
export function processorSeconds(work: () => void): number {
  const before = process.cpuUsage();
  work();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1e6;
}

/** Prints one figure as the benches do. */
export function report(name: string, value: number, unit: string, peer: object = {}): void {
  const digits = value < 100 ? 2 : 0;
  const rounded = Number(value.toFixed(digits));
  console.log(JSON.stringify({ bench: "simulator", name, value: rounded, unit, ...peer }));
}

export function reportPeakMemory(name: string): void {
  report(`${name} peak memory`, process.resourceUsage().maxRSS / 1_024, "MB");
}
