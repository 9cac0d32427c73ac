import { expect, test } from "vitest";
import { createMemoryBudget } from "./memory-budget.ts";

test("who waits gets room in the order of asking, and who gives up makes place for the next", async () => {
  const budget = createMemoryBudget(10);
  const give = budget.take(8);
  expect(() => budget.take(3)).toThrow();

  const leaving = new AbortController();
  const large = budget.wait(10, leaving.signal);
  const small = budget.wait(2, new AbortController().signal);
  leaving.abort();
  await expect(large).rejects.toMatchObject({ failure: { code: "too-busy" } });
  const giveSmall = await small;
  expect(() => budget.take(1)).toThrow();

  give();
  give();
  giveSmall();
  budget.take(10)();
});

test("a wait that was given up before it began takes nothing", async () => {
  const budget = createMemoryBudget(1);
  const give = budget.take(1);
  await expect(budget.wait(1, AbortSignal.abort())).rejects.toMatchObject({
    failure: { code: "too-busy" },
  });
  give();
  budget.take(1);
});
