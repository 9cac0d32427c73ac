import { describe, expect, test } from "vitest";
import { ExactEconomy } from "../exact/exact-economy.ts";
import { FastEconomy } from "../fast/fast-economy.ts";
import { contractHistories, type Recorded } from "./contract.ts";

const engines = { exact: ExactEconomy, fast: FastEconomy };

describe.each(Object.entries(engines))("the %s engine", (_, Engine) => {
  test.each(contractHistories)("$name", ({ genesis, play, expected }) => {
    expectClose(play(new Engine(genesis)), expected);
  });
});

test.each(contractHistories)("both engines agree: $name", ({ genesis, play }) => {
  expectClose(play(new FastEconomy(genesis)), play(new ExactEconomy(genesis)));
});

/** Within 1e-9 of what is expected; some wei that rounding down leaves behind don't count. */
function expectClose(actual: Recorded, expected: Recorded): void {
  for (const [name, wanted] of Object.entries(expected)) {
    const found = actual[name];
    if (typeof wanted === "string" || typeof found !== "number") expect(found, name).toBe(wanted);
    else {
      const difference = Math.abs(found - wanted);
      const tolerated = 1e-9 * Math.abs(wanted) + (Math.abs(wanted) < 1e15 ? dust : 0);
      if (difference > tolerated) expect.fail(`${name} is ${found}, not ${wanted}`);
    }
  }
}

const dust = 1e5;
