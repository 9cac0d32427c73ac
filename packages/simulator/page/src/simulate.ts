import { runAggregateSchedule } from "../../src/fast/aggregate-schedule.ts";
import { runScenario } from "../../src/run/run-scenario.ts";
import { readScenario } from "../../src/scenario/read-scenario.ts";
import { scenarioText } from "./scenario-text.ts";
import { epochsFrom, issuedBefore, type Settings } from "./settings.ts";

/** Lines of a plot: x, then one array a line. */
export type Table = Readonly<Record<string, Float64Array>>;

export type Outcome = Readonly<{
  /** By the name of a figure, in the unit that the page shows it in. */
  figures: Readonly<Record<string, number>>;
  table: Table;
}>;

const stos = 1e18;
const noz = 1e9;
const epochsAYear = 365 * 24 * 6;
/** Rows of the decades: as many as a wide screen has pixels. */
const rows = 1_200;
const rewardLockEpochs = 2_016;

/** All epochs from the chosen stage until the Mining Pool is empty, without individual nodes. */
export function simulateDecades(settings: Settings): Outcome {
  const { demand, growth, consumed, nodes, deposit, price, stage } = settings;
  const deposited = nodes * deposit;
  const epochs = epochsFrom(stage);
  const schedule = runAggregateSchedule({
    forSale: Math.round((deposited / price) * noz),
    deposited: deposited * stos,
    issued: issuedBefore(stage) * stos,
    payment: growingPayment(demand * stos, growth),
    consumedPart: consumed,
    rewardLockEpochs,
    epochs,
    every: Math.ceil(epochs / rows),
  });
  const last = schedule.epoch.length - 1;
  const at = (column: Float64Array) => column[last] ?? 0;
  return {
    figures: {
      years: epochs / epochsAYear,
      price: at(schedule.price) / noz,
      issued: at(schedule.issued) / stos,
      paid: at(schedule.inflow) / stos,
      prepaid: at(schedule.prepaid) / stos,
      outstanding: at(schedule.outstanding) / noz,
    },
    table: {
      years: schedule.epoch.map((each) => each / epochsAYear),
      price: schedule.price.map((each) => each / noz),
      issued: schedule.issued.map((each) => each / stos),
      trafficReward: schedule.trafficReward.map((each) => each / stos),
      miningReward: schedule.miningReward.map((each) => each / stos),
      consumed: schedule.consumed.map((each) => each / noz),
    },
  };
}

/**
 * Compounds by the year and grows evenly within one. Products and sums alone: powers and exponentials differ in their last bit from one
 * browser to another.
 */
function growingPayment(start: number, growth: number): (epoch: number) => number {
  let atNewYear = start;
  let newYear = 0;
  return (epoch) => {
    while (epoch >= newYear + epochsAYear) {
      atNewYear *= 1 + growth;
      newYear += epochsAYear;
    }
    return atNewYear * (1 + (growth * (epoch - newYear)) / epochsAYear);
  };
}

/** Three days with individual nodes: the scenario that the page shows. Throws its `SimulationError`, or what `signal` was aborted with. */
export async function simulateDays(settings: Settings, signal: AbortSignal): Promise<Outcome> {
  const scenario = readScenario(scenarioText(settings), { file: "page.toml" });
  const run = await runScenario(scenario, { engine: "fast", signal });
  const column = (name: string, unit: number) => {
    const found = run.series.columns.find((each) => each.name === name);
    return Float64Array.from(found?.values ?? [], (value) => Number(value) / unit);
  };
  const settled = column("settled_nodes", 1);
  const nodes = run.agents.find(({ kind }) => kind === "resource_nodes");
  return {
    figures: {
      settled: settled.reduce((sum, each) => sum + each, 0) / Math.max(1, settled.length),
      earned: Number(nodes?.earned ?? 0) / stos / settings.nodes,
      difference: run.exactCheck?.largestDifference ?? 0,
      samples: run.exactCheck?.samples.length ?? 0,
    },
    table: {
      days: Float64Array.from(run.series.seconds, (each) => each / 86_400),
      settled,
      waiting: column("carried", noz),
      trafficReward: column("traffic_reward", stos),
      miningReward: column("mining_reward", stos),
      price: column("price", noz),
    },
  };
}
