/** The whole schedule as a scenario: agents, invariants in every epoch, sampled epochs held against the reducer, a series. */
import { readScenario, runScenario, scheduleEpochs } from "../src/index.ts";
import { report, reportPeakMemory } from "./busy-economy.part.ts";

const name = `fast ${scheduleEpochs} epochs 1000 nodes`;
const scenario = readScenario(
  `
title = "The whole schedule, 1,000 nodes"
epochs = ${scheduleEpochs}

[parameters]
profile = "tracking"

[genesis]
price = "1.5 STOS"

[[resource_nodes]]
name = "nodes"
count = 1000
deposit = "1500 STOS"
deposit_distribution = "uniform"
capacity_distribution = "uniform"

[[meta_nodes]]
name = "metas"
count = 20
deposit = "1000 STOS"

[[validators]]
name = "validators"
count = 50
self = "10000 STOS"
commission = 0.05
delegators = 1
delegation = "10000 STOS"

[[demand]]
name = "users"
level = "100 STOS"
consume = 0.5
spread = "uniform"
`,
  { file: "schedule.toml" },
);

const before = process.cpuUsage();
const { exactCheck, stages } = await runScenario(scenario, { engine: "fast" });
const { user, system } = process.cpuUsage(before);
if (exactCheck === undefined || stages.at(-1)?.lastEpoch !== scheduleEpochs)
  throw new Error("the run ended elsewhere than the schedule, or was not checked");
report(name, (user + system) / 1e6, "s", {
  largestDifference: exactCheck.largestDifference,
  samples: exactCheck.samples.length,
});
reportPeakMemory(name);
