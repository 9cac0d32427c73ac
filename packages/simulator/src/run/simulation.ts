import type { Agent, AgentContext } from "../agents/agent.ts";
import { openBooks, openExactBooks } from "../agents/books.ts";
import { openAgent } from "../agents/open-agents.ts";
import { planGenesis } from "../agents/plan-genesis.ts";
import type {
  CheckableEconomy,
  EpochFigures,
  SimulatedEconomy,
} from "../engine/simulated-economy.ts";
import { ExactEconomy } from "../exact/exact-economy.ts";
import { FastEconomy } from "../fast/fast-economy.ts";
import { randomSource } from "../random/random-source.ts";
import type { Scenario } from "../scenario/scenario.ts";
import { SimulationError } from "../simulation-error.ts";
import { openComparison } from "./comparison.ts";
import { doubleInvariants } from "./double-invariants.ts";
import { openEventLog } from "./event-log.ts";
import { exactInvariants } from "./exact-invariants.ts";
import { type Invariants, Violation } from "./invariants.ts";
import { openMarket } from "./market.ts";
import { commandOf, stateOf } from "./reproduce.ts";
import type { EngineName, ExactCheck } from "./run-result.ts";
import { openSamplePlan, type SamplePlan } from "./sample-plan.ts";
import { openSolvencyWatch } from "./solvency-watch.ts";
import { twinEconomy } from "./twin-economy.ts";

/** A scenario's economy with all that acts on it and watches it. */
export type Simulation = Readonly<{
  economy: SimulatedEconomy;
  agents: readonly Agent[];
  invariants: Invariants;
  events: ReturnType<typeof openEventLog>;
  /** Runs one epoch: agents act, it settles, agents look. */
  step: () => EpochFigures;
  exactCheck: () => ExactCheck | undefined;
}>;

export type SimulationOptions = Readonly<{
  engine: EngineName;
  seed: number;
  /** How long it is going to run, as far as that is known: the exact check's samples are spread over it. */
  epochs: number;
}>;

export function openSimulation(scenario: Scenario, options: SimulationOptions): Simulation {
  const { genesis, books } = planGenesis(
    scenario,
    options.seed,
    options.engine === "exact" ? openExactBooks : openBooks,
  );
  const events = openEventLog();
  const fast = options.engine === "fast" ? new FastEconomy(genesis) : undefined;
  const engine = fast ?? new ExactEconomy(genesis);
  let economy: SimulatedEconomy = engine;
  const current = () => economy;
  const invariants =
    engine instanceof ExactEconomy
      ? exactInvariants(engine)
      : doubleInvariants(engine.figures, genesis.profile);
  const population: AgentContext["population"] = new Map();
  for (const [node, { role, capacity }] of genesis.nodes.entries())
    if (role === "resource" && capacity > 0) population.set(node, capacity);

  const agents = scenario.groups.map((group, at): Agent => {
    const owned = books[at];
    if (owned === undefined) throw new RangeError(`the group ${group.name} has no books`);
    const report: AgentContext["report"] = (kind, detail) =>
      events.add({ epoch: engine.figures.epoch, kind, agent: group.name, detail });
    return openAgent(group, {
      economy: current,
      market: openMarket({ economy: current, books: owned, invariants, report }),
      parameters: scenario.parameters,
      random: randomSource(options.seed, group.name),
      books: owned,
      population,
      report,
    });
  });
  const actors = agents.flatMap(({ act }) => act ?? []);
  const observers = agents.flatMap(({ observe }) => observe ?? []);
  const solvency = openSolvencyWatch(engine.figures, events);
  const checked = fast === undefined ? undefined : openCheck(fast);

  return {
    economy: engine,
    agents,
    invariants,
    events,
    step,
    exactCheck: () => checked?.comparison.report(),
  };

  function step(): EpochFigures {
    const { epoch } = engine.figures;
    const isSampled = checked?.plan.isDue(epoch + 1) ?? false;
    if (isSampled && checked !== undefined) economy = checked.open(epoch + 1);
    try {
      for (const act of actors) act(epoch);
      invariants.beforeEpoch();
      solvency.beforeEpoch();
      const settled = economy.settleEpoch();
      invariants.afterEpoch(settled);
      solvency.afterEpoch(settled);
      for (const observe of observers) observe(settled);
      return settled;
    } catch (error) {
      throw explained(error, epoch + 1);
    } finally {
      economy = engine;
    }
  }

  function openCheck(checkable: CheckableEconomy): Check {
    const comparison = openComparison(() => explain(engine.figures.epoch));
    const plan = openSamplePlan(checkable.figures, options);
    return {
      comparison,
      plan,
      open(epoch) {
        comparison.begin(epoch);
        return twinEconomy(checkable, comparison);
      },
    };
  }

  function explained(error: unknown, epoch: number): unknown {
    if (!(error instanceof Violation)) return error;
    const { invariant, difference } = error;
    return new SimulationError({
      code: "invariant-violated",
      invariant,
      epoch,
      difference,
      ...explain(epoch),
    });
  }

  function explain(epochs: number) {
    const figures = engine instanceof ExactEconomy ? engine.exact : engine.figures;
    return { state: stateOf(figures), command: commandOf(scenario, { ...options, epochs }) };
  }
}

type Check = Readonly<{
  comparison: ReturnType<typeof openComparison>;
  plan: SamplePlan;
  open: (epoch: number) => SimulatedEconomy;
}>;
