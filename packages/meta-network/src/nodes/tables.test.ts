import { type Context, noConsensus } from "@stos/ledger";
import { expect, test } from "vitest";
import { addNodes } from "../testing/test-actors.ts";
import { startTestChain } from "../testing/test-chain.ts";
import { tablesOf } from "./tables.ts";

test("a table is read from the state once for all slices of a message", async () => {
  const chain = await startTestChain();
  await addNodes(chain, 3);
  const { block, nodes, parameters, state, tables } = chain.capabilities();
  const number = await tables.freeze(1);

  let reads = 0;
  const context: Context = {
    attempt: (run) => Promise.resolve(run(context)),
    consensus: noConsensus,
    block,
    emit: () => {},
    gas: { limit: 0n, used: () => 0n, consume: () => {} },
    store(module) {
      const store = state(module);
      return {
        ...store,
        get(key) {
          reads += 1;
          return store.get(key);
        },
      };
    },
  };
  const opened = tablesOf(context, { nodes, parameters });
  const table = opened.get(number);
  const readOnce = reads;
  expect(table?.entries).toHaveLength(3);
  for (let slice = 0; slice < 100; slice += 1) expect(opened.get(number)).toBe(table);
  expect(reads).toBe(readOnce);
});
