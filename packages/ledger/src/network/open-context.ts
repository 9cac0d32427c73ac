import {
  type BlockConsensus,
  type LastCommit,
  type Misbehaviour,
  noConsensus,
} from "../consensus.ts";
import type { BlockInfo, ChainEvent, Context, GasMeter } from "../context.ts";
import { type Branch, branch } from "../state/branch.ts";
import { meteredStore } from "../state/gas.ts";
import { type BlockUpdates, blockUpdates } from "./block-updates.ts";

/** What a block's execution has of its engine. */
export type BlockPort = Readonly<{
  lastCommit: LastCommit;
  misbehaviour: readonly Misbehaviour[];
  updates: BlockUpdates;
}>;

/** A context over `state`; what it emits goes to `events`, what it changes about consensus to the port's updates. */
export function openContext({
  block,
  state,
  gas,
  events,
  port,
}: Readonly<{
  block: BlockInfo;
  state: Branch;
  gas: GasMeter;
  events: ChainEvent[];
  port?: BlockPort;
}>): Context {
  return {
    block,
    consensus: port === undefined ? noConsensus : consensusOf(port),
    gas,
    store: (module) => meteredStore(state.store(module), gas),
    emit: (event) => void events.push(event),
    async attempt(run, ownGas = gas) {
      const inner = branch(state);
      const innerEvents: ChainEvent[] = [];
      const innerPort = port && { ...port, updates: blockUpdates() };
      const result = await run(
        openContext({
          block,
          state: inner,
          gas: ownGas,
          events: innerEvents,
          ...(innerPort === undefined ? {} : { port: innerPort }),
        }),
      );

      inner.write();
      events.push(...innerEvents);
      if (innerPort !== undefined) port?.updates.merge(innerPort.updates);
      return result;
    },
  };
}

function consensusOf({ lastCommit, misbehaviour, updates }: BlockPort): BlockConsensus {
  return {
    lastCommit,
    misbehaviour,
    setValidator: (update) => updates.setValidator(update),
    updateParams: (changed) => updates.updateParams(changed),
  };
}
