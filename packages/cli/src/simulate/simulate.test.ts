import { mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { runStratos } from "../testing/run-stratos.ts";
import { progressText } from "./progress-line.ts";

const text = `title = "Two days"
epochs = "2 days"

[parameters]
profile = "tracking"

[genesis]
price = "0.02 STOS"

[[resource_nodes]]
count = 10
deposit = "1000 STOS"
leave_rate = 0.001

[[demand]]
level = "60 STOS"
spread = "exponential"

[[washers]]
name = "mallory"
deposit = "1 STOS"
spend = "best"
`;

let folder = "";
let scenario = "";
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "stratos-simulate-"));
  scenario = join(folder, "two-days.toml");
  await writeFile(scenario, text);
});
afterAll(() => rm(folder, { recursive: true }));

async function filesIn(name: string): Promise<Readonly<Record<string, string>>> {
  const names = (await readdir(name)).sort();
  const contents = await Promise.all(names.map((each) => readFile(join(name, each), "latin1")));
  return Object.fromEntries(names.map((each, at) => [each, contents[at] ?? ""]));
}

test("simulate prints a summary, and nothing but it in a pipe", async () => {
  const { code, out, err } = await runStratos(["simulate", scenario]);
  expect({ code, err }).toEqual({ code: 0, err: "" });
  expect(out).toContain("288 epochs");
  expect(out).toContain("largest relative difference");
  // biome-ignore lint/suspicious/noControlCharactersInRegex: that is what must not be there
  expect(out).not.toMatch(/[\u0000-\u0009\u000b-\u001f]/);
});

test("the same file and seed write the same bytes twice; another seed doesn't", async () => {
  const [one, two, three] = ["one", "two", "three"].map((name) => join(folder, name));
  const words = ["simulate", scenario, "--engine", "exact", "--out"];
  const runs = [
    await runStratos([...words, one ?? ""]),
    await runStratos([...words, two ?? ""]),
    await runStratos([...words, three ?? "", "--seed", "2"]),
  ];
  expect(runs.map(({ code }) => code)).toEqual([0, 0, 0]);
  const first = await filesIn(one ?? "");
  expect(Object.keys(first)).toContain("report.html");
  expect(await filesIn(two ?? "")).toEqual(first);
  expect((await filesIn(three ?? ""))["series.csv"]).not.toBe(first["series.csv"]);

  const again = await runStratos([...words, one ?? ""]);
  expect(again.code).toBe(64);
  expect(again.err).toMatch(/holds an earlier output; --force replaces it/);
  expect((await runStratos([...words, one ?? "", "--force"])).code).toBe(0);
});

test("the report's command gives the very run again", async () => {
  const target = join(folder, "again");
  await runStratos(["simulate", scenario, "--set", "demand.0.level=30 STOS", "--out", target]);
  const command = await readFile(join(target, "command.txt"), "utf8");
  expect(command).toMatch(/--set 'demand.0.level=30 STOS'\n$/);
  const words = [...command.matchAll(/'([^']*)'|(\S+)/g)].map(([, a, b]) => a ?? b ?? "").slice(2);
  const { code } = await runStratos([...words, "--out", join(folder, "again-2")]);
  expect(code).toBe(0);
  expect((await filesIn(join(folder, "again-2")))["series.csv"]).toBe(
    (await filesIn(target))["series.csv"],
  );
});

test("JSON has exact decimals", async () => {
  const { out } = await runStratos(["simulate", scenario, "--engine", "exact", "--json"]);
  const run = JSON.parse(out);
  expect(run).toMatchObject({ engine: "exact", epochs: 288, exactCheck: null });
  // Without meta nodes nobody claims their 20 %.
  expect(run.final.issued).toEqual({ value: `${288 * 64}`, unit: "STOS" });
  expect(run.agents[2].name).toBe("mallory");
  expect(run.agents[2].spent).toMatch(/^\d+\.\d{10,18}$/);
});

test("a scenario comes from standard input too", async () => {
  const { code, out } = await runStratos(["simulate", "-", "--epochs", "5"], text);
  expect(code).toBe(0);
  expect(out).toContain("5 epochs");
});

test.each([
  ['epochs = "2 dais"', /:1:10: .*days/],
  ['title = "x"\nepohcs = 3', /:2:1: .*epochs/],
  ["title = ", /:1:/],
])("a wrong scenario is refused with its place (%#)", async (wrong, message) => {
  const { code, err } = await runStratos(["simulate", "-"], wrong);
  expect(code).toBe(65);
  expect(err).toMatch(message);
  expect(err).not.toMatch(/ at .*\.ts:/);
});

test.each([
  [["simulate", "no-such-scenario"], 65, /neither a file nor a scenario that ships/],
  [["simulate"], 64, /--list/],
  [["simulate", "SCENARIO", "--engine", "magic"], 64, /exact, fast/],
  [["simulate", "SCENARIO", "--seed", "-1"], 64, /--seed takes/],
  [["simulate", "SCENARIO", "--epochs", "1e9"], 64, /--epochs takes/],
  [["simulate", "SCENARIO", "--set", "demand.0.levle=5 STOS"], 65, /level/],
  [["simulate", "SCENARIO", "--set", "nonsense"], 65, /key=value/],
  [["simulate", "SCENARIO", "--out", "SCENARIO"], 64, /is a file/],
  [["sweep", "SCENARIO"], 64, /--over/],
  [["sweep", "SCENARIO", "--over", "demand.0.level"], 64, /key=a,b,c/],
  [["sweep", "SCENARIO", "--over", "demand.0.level=1..2 STOS"], 64, /lacks how many/],
  [["sweep", "SCENARIO", "--over", "seed=1..9999:9999", "--seeds", "99"], 64, /at most 100,000/],
  [["sweep", "SCENARIO", "--over", "demand.0.level=1 STOS,2 cows"], 65, /2 cows/],
  [["sweep", "SCENARIO", "--over", "seed=1,2", "--record", "prize"], 65, /no figure `prize`/],
  [["sweep", "SCENARIO", "--over", "seed=1,2", "--processes", "0"], 64, /1 to 64/],
  [["sensitivity", "SCENARIO", "--over", "seed=2..1", "--of", "price"], 64, /smaller one/],
  [
    [
      "sensitivity",
      "SCENARIO",
      "--over",
      "seed=1..2",
      "--of",
      "price",
      "--method",
      "sobol",
      "--samples",
      "9",
    ],
    64,
    /powers of two/,
  ],
])("%j exits %i", async (words, code, message) => {
  const run = await runStratos(words.map((word) => (word === "SCENARIO" ? scenario : word)));
  expect({ code: run.code, out: run.out }).toEqual({ code, out: "" });
  expect(run.err).toMatch(message);
  expect(run.err).not.toMatch(/this is a bug/);
});

test("a sweep answers the same with one process and with two, in every byte", async () => {
  const words = ["sweep", scenario, "--over", "parameters.profile=literal,tracking"];
  const rest = [
    "--over",
    "demand.0.level=10..60:3 STOS",
    "--seeds",
    "2",
    "--record",
    "price,mallory.net",
  ];
  const all = [...words, ...rest, "--epochs", "50"];
  const [one, two] = [join(folder, "sweep-1"), join(folder, "sweep-2")];
  const first = await runStratos([...all, "--processes", "1", "--out", one]);
  const second = await runStratos([...all, "--processes", "2", "--out", two]);
  expect([first.code, second.code]).toEqual([0, 0]);
  const files = await filesIn(one);
  expect(await filesIn(two)).toEqual(files);
  expect((files["runs.csv"] ?? "").split("\n")[0]).toBe(
    "parameters.profile,demand.0.level,seed,price[STOS/oz],mallory.net[STOS]",
  );
  expect((files["runs.csv"] ?? "").trimEnd().split("\n")).toHaveLength(1 + 2 * 3 * 2);
});

test("the keys that matter rank above those that don't", async () => {
  const other = ["--over", "genesis.price=0.01..0.1 STOS", "--over", "washers.0.own_share=0..1"];
  for (const method of ["morris", "sobol"]) {
    const given = ["sensitivity", scenario, ...other, "--of", "price", "--epochs", "20", "--json"];
    const run = await runStratos([...given, "--method", method, "--samples", "8"]);
    const { influences } = JSON.parse(run.out) as {
      influences: { parameter: string; statistic: string; estimate: { value: number } }[];
    };
    const strength = (parameter: string) =>
      influences.find((each) => each.parameter === parameter)?.estimate.value ?? Number.NaN;
    expect(strength("genesis.price")).toBeGreaterThan(20 * strength("washers.0.own_share"));
  }
});

test("--list names what ships, with titles", async () => {
  const { code, out } = await runStratos(["simulate", "--list", "--json"]);
  expect(code).toBe(0);
  for (const { name, title } of JSON.parse(out) as { name: string; title: string }[]) {
    expect(name).toMatch(/^[a-z0-9-]+$/);
    expect(title).not.toBe("");
  }
});

test("progress tells the rate and the time left", () => {
  const at = { done: 1_200_000, all: 3_600_000, what: "epochs", seconds: 10 };
  expect(progressText(at)).toBe("1,200,000 of 3,600,000 epochs (33 %), 120,000/s, 20 s left");
});
