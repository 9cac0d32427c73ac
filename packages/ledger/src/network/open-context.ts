import type { BlockInfo, ChainEvent, Context, GasMeter } from "../context.ts";
import { type Branch, branch } from "../state/branch.ts";
import { meteredStore } from "../state/gas.ts";

/** A context over `state`; what it emits goes to `events`. */
export function openContext({
  block,
  state,
  gas,
  events,
}: Readonly<{
  block: BlockInfo;
  state: Branch;
  gas: GasMeter;
  events: ChainEvent[];
}>): Context {
  return {
    block,
    gas,
    store: (module) => meteredStore(state.store(module), gas),
    emit: (event) => void events.push(event),
    async attempt(run, ownGas = gas) {
      const inner = branch(state);
      const innerEvents: ChainEvent[] = [];
      const result = await run(
        openContext({ block, state: inner, gas: ownGas, events: innerEvents }),
      );

      inner.write();
      events.push(...innerEvents);
      return result;
    },
  };
}
