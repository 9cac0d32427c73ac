/** The whole schedule without individual nodes, as a page runs it while a slider moves. */
import { runAggregateSchedule, scheduleEpochs } from "../src/index.ts";
import { processorSeconds, report, reportPeakMemory } from "./busy-economy.part.ts";

const name = "fast aggregate";
const seconds = processorSeconds(() => {
  runAggregateSchedule({
    forSale: 1e15,
    deposited: 1.5e24,
    payment: () => 1e20,
    consumedPart: 0.5,
    rewardLockEpochs: 2_016,
    epochs: scheduleEpochs,
    every: 5_000,
  });
});
report(name, scheduleEpochs / seconds, "epochs/s");
report(`${name} ${scheduleEpochs} epochs`, seconds, "s");
reportPeakMemory(name);
