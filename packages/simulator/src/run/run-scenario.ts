import type { Agent } from "../agents/agent.ts";
import { ExactEconomy } from "../exact/exact-economy.ts";
import { epochsMax, type Scenario } from "../scenario/scenario.ts";
import { accountFigures, accountOf } from "./account-of.ts";
import { figureColumns, figuresOf } from "./figure-columns.ts";
import type { EngineName, Figure, RunResult, Unit } from "./run-result.ts";
import { openSeries, type RecordedColumn } from "./series-recorder.ts";
import { openSimulation, type Simulation } from "./simulation.ts";
import { openStageTable } from "./stage-table.ts";

export type RunOptions = Readonly<{
  engine: EngineName;
  /** By default the scenario's. */
  seed?: number | undefined;
  epochs?: number | undefined;
  /** Now and then: often enough for a progress line, never every epoch. */
  onProgress?: ((progress: RunProgress) => void) | undefined;
  /** Checked as often as progress is told; an aborted run throws its reason. */
  signal?: AbortSignal | undefined;
}>;

export type RunProgress = Readonly<{
  /** Epochs settled. */
  epoch: number;
  /** All of them; undefined where the run ends with the schedule. */
  epochs: number | undefined;
  stage: number;
}>;

/** Epochs of the paper's schedule where every share is claimed in every epoch. */
export const scheduleEpochs = 3_616_320;

/**
 * Runs a scenario epoch by epoch, with the invariants asserted in each. The same scenario, engine, seed and length give
 * the same result in every bit. Memory doesn't grow with the length.
 */
export async function runScenario(scenario: Scenario, options: RunOptions): Promise<RunResult> {
  const { engine, onProgress, signal } = options;
  const seed = options.seed ?? scenario.seed;
  const wanted = options.epochs ?? scenario.epochs;
  const epochs = wanted === "schedule" ? undefined : wanted;
  const simulation = openSimulation(scenario, { engine, seed, epochs: epochs ?? scheduleEpochs });
  const run = openRun(scenario, simulation);
  const { figures } = simulation.economy;

  while (!isOver()) {
    const until = Math.min(epochs ?? epochsMax, figures.epoch + chunkOf(simulation, engine));
    while (figures.epoch < until && !isOver()) run.step();
    onProgress?.({ epoch: figures.epoch, epochs, stage: figures.stage });
    if (signal === undefined && onProgress === undefined) continue;
    await nextTask();
    signal?.throwIfAborted();
  }
  return run.finish({ engine, seed });

  function isOver(): boolean {
    if (epochs !== undefined) return figures.epoch >= epochs;
    return figures.miningPool <= 0 || figures.epoch >= epochsMax;
  }
}

/** Epochs between two looks at the signal: a fraction of a second's work. */
function chunkOf({ economy: { figures } }: Simulation, engine: EngineName): number {
  const nodes = figures.activeResourceNodes + figures.activeMetaNodes;
  const work = engine === "fast" ? 20_000_000 : 100_000;
  return Math.max(1, Math.floor(work / (nodes + 100)));
}

function nextTask(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve));
}

type Run = Readonly<{
  step: () => void;
  finish: (options: Readonly<{ engine: EngineName; seed: number }>) => RunResult;
}>;

function openRun(scenario: Scenario, simulation: Simulation): Run {
  const { economy, agents, invariants, events } = simulation;
  const { epochSeconds, profile } = scenario.parameters;
  const exact = economy instanceof ExactEconomy ? economy.exact : undefined;
  const stages = openStageTable(() => exact?.issued ?? economy.figures.issued);
  let settled = emptyEpoch;
  const read = figureColumns.map(
    ({ name, unit, read: of }): RecordedColumn => ({
      name,
      unit,
      read: () => of(figuresOf(economy, settled)),
    }),
  );
  const columns = scenario.record.series.map((name) => columnOf(name));
  const series = openSeries(columns, { every: scenario.record.every, epochSeconds });

  return {
    step() {
      settled = simulation.step();
      stages.observe(settled);
      if (settled.epoch === series.nextEpoch()) series.record(settled.epoch);
      if (settled.epoch % recountEvery === 0) invariants.recount();
    },
    finish({ engine, seed }) {
      invariants.recount();
      const check = simulation.exactCheck();
      const { epoch } = economy.figures;
      return {
        title: scenario.title,
        engine,
        seed,
        profile,
        epochs: epoch,
        epochSeconds,
        series: series.finish(epoch),
        final: read.map(({ name, unit, read: now }): Figure => ({ name, unit, value: now() })),
        agents: agents.map((agent) => accountOf(agent, economy)),
        stages: stages.rows(),
        events: events.events,
        eventCounts: events.counts,
        invariants: invariants.report(),
        ...(check === undefined ? {} : { exactCheck: check }),
      };
    },
  };

  function columnOf(name: string): RecordedColumn {
    const column = read.find((each) => each.name === name) ?? agentColumn(name);
    if (column === undefined) throw new RangeError(`there is no column ${name}`);
    return column;
  }

  /** `washer.net`, and what the agent counts of itself: `washer.spend`. */
  function agentColumn(name: string): RecordedColumn | undefined {
    const dot = name.lastIndexOf(".");
    const agent = agents.find(({ books }) => books.name === name.slice(0, dot));
    return agent === undefined ? undefined : accountColumn(agent, name, name.slice(dot + 1));
  }

  function accountColumn(agent: Agent, name: string, figure: string): RecordedColumn | undefined {
    const known = accountFigures.find((each) => each === figure);
    if (known !== undefined) {
      const unit: Unit = known === "ozone" ? "noz" : "wei";
      return { name, unit, read: () => accountOf(agent, economy)[known] };
    }
    const own = agent.figures?.().find((each) => each.name === figure);
    if (own === undefined) return undefined;
    const valueNow = () => agent.figures?.().find((each) => each.name === figure)?.value ?? 0;
    return { name, unit: own.unit, read: valueNow };
  }
}

/** The exact engine counts its whole state as often as this, and at the end. */
const recountEvery = 1_000;

const emptyEpoch = {
  epoch: 0,
  consumed: 0,
  trafficReward: 0,
  miningReward: 0,
  stage: 1,
  paidTraffic: 0,
  paidMining: 0,
  paid: { resource: 0, meta: 0, delegation: 0, deposit: 0 },
  settledNodes: 0,
  carriedNodes: 0,
  carried: 0,
};
