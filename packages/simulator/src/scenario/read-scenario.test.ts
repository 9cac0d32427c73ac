import { expect, test } from "vitest";
import { SimulationError } from "../simulation-error.ts";
import { readScenario } from "./read-scenario.ts";

const sound = `title = "Wash"
epochs = "10 days"

[parameters]
profile = "tracking"

[genesis]
price = "0.02 STOS"
stage = 2

[[resource_nodes]]
count = 2
deposit = "1_000.5 STOS"
capacity = [1, 2]

[[demand]]
name = "alice"
level = "5 TB"

[[washers]]
name = "mallory"
deposit = "1 STOS"
spend = "best"
own_share = "20%"

[record]
series = ["price", "mallory.net"]
`;

test("a scenario is read with its units", () => {
  const { epochs, genesis, groups, parameters } = readScenario(sound, { file: "wash.toml" });
  expect(epochs).toBe(1_440);
  expect(genesis.limit).toEqual({ price: 2e7 });
  expect(genesis.issued).toBe(16_819_200e18);
  expect(parameters.rewardLockEpochs).toBe(2_016);
  expect(groups.map(({ kind }) => kind)).toEqual(["resource_nodes", "demand", "washers"]);
  expect(groups[0]).toMatchObject({ deposit: 1_000.5e18, capacity: [1, 2] });
  expect(groups[1]).toMatchObject({ level: { unit: "noz", amount: 5e12 }, name: "alice" });
  expect(groups[2]).toMatchObject({ ownShare: 0.2, spend: "best" });
});

test.each([
  ["an unknown key", 'epochs = "10 days"', "epcohs = 3", "wash.toml:2:1", "did you mean `epochs`?"],
  ["a wrong unit", "1_000.5 STOS", "1 STSO", "wash.toml:13:11", "did you mean `STOS`?"],
  ["a number without a unit", '"1_000.5 STOS"', "1000", "wash.toml:13:11", '"1000 STOS"'],
  ["a wrong range", '"20%"', '"120%"', "wash.toml:24:13", "from 0% to 100% is possible"],
  ["a wrong type", "count = 2", "count = 1.5", "wash.toml:12:9", "a whole number is expected"],
  ["a wrong choice", '"tracking"', '"literall"', "wash.toml:5:11", "did you mean `literal`?"],
  ["a wrong figure", '"mallory.net"', '"mallory.nett"', "wash.toml:27:10", "`mallory.net`?"],
  ["a wrong section", "[record]", "[recrod]", "wash.toml:26:1", "did you mean `record`?"],
  ["a table where a list is", "[[demand]]", "[demand]", "wash.toml:16:1", "write [[demand]]"],
  ["a wrong length", "[1, 2]", "[1]", "wash.toml:14:12", "lists 1 nodes where count is 2"],
  ["what isn't TOML", "count = 2", "count == 2", "wash.toml:12:8", "this isn't TOML"],
])("%s is refused with its place and what was meant", (_, from, to, where, problem) => {
  const problems = problemsOf(sound.replace(from, to));
  expect(problems.map((each) => each.where)).toContain(where);
  expect(problems.find((each) => each.where === where)?.problem).toContain(problem);
});

test("all problems of a file are told at once", () => {
  const wrong = sound.replace("count = 2", "cuont = 2").replace('"5 TB"', '"5 TX"');
  expect(problemsOf(wrong).length).toBeGreaterThanOrEqual(3);
});

test("overrides set keys by index and by name, and are checked alike", () => {
  const overrides = ["demand.alice.level=100 STOS", "resource_nodes.0.capacity=[3, 4]", "seed=7"];
  const { groups, seed } = readScenario(sound, { file: "wash.toml", overrides });
  expect(groups[1]).toMatchObject({ level: { unit: "wei", amount: 100e18 } });
  expect(groups[0]).toMatchObject({ capacity: [3, 4] });
  expect(seed).toBe(7);
});

test.each([
  ["demand.alcie.level=1 STOS", "did you mean `alice`?"],
  ["demand.alice.leevl=1 STOS", "did you mean `level`?"],
  ["genesis.price=3", '"1000 STOS"'],
  ["nonsense", "key=value"],
])("the override %s is refused by its own name", (override, problem) => {
  const problems = problemsOf(sound, [override]);
  expect(problems[0]?.where).toBe(`--set ${override}`);
  expect(problems[0]?.problem).toContain(problem);
});

function problemsOf(text: string, overrides: readonly string[] = []) {
  try {
    readScenario(text, { file: "wash.toml", overrides });
  } catch (error) {
    if (error instanceof SimulationError && error.failure.code === "scenario-invalid")
      return error.failure.problems;
    throw error;
  }
  return expect.fail("the scenario was read");
}
