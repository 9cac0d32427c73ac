import { mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parquetMetadata, parquetReadObjects } from "hyparquet";
import { afterEach, beforeEach, expect, test } from "vitest";
import type { EngineName, RunResult } from "../run/run-result.ts";
import { runScenario } from "../run/run-scenario.ts";
import { readScenario } from "../scenario/read-scenario.ts";
import { csvFiles } from "./csv.ts";
import { thinPoints } from "./thin-points.ts";
import { runFiles, writeOutput } from "./write-run.ts";

const text = `
title = 'A "title", with </script><img src=x onerror=alert(1)>'
description = "five days"
epochs = "5 days"
[parameters]
profile = "tracking"
[genesis]
price = "0.02 STOS"
[[resource_nodes]]
count = 20
deposit = "1000 STOS"
leave_rate = 0.001
[[demand]]
level = "60 STOS"
spread = "exponential"
`;
const scenario = readScenario(text, { file: "a.toml" });
const source = { text, description: scenario.description, command: "npx stratos simulate a.toml" };
const run = (engine: EngineName) => runScenario(scenario, { engine });

let folder = "";
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "simulator-output-"));
});
afterEach(() => rm(folder, { recursive: true }));

test("the same file and seed give the same bytes in every file", async () => {
  const first = runFiles(await run("fast"), source);
  expect(runFiles(await run("fast"), source)).toEqual(first);
  expect(Object.keys(first).sort()).toEqual([
    "agents.csv",
    "command.txt",
    "events.csv",
    "final.csv",
    "report.html",
    "scenario.toml",
    "series.csv",
    "series.parquet",
    "stages.csv",
  ]);
});

test("CSV has every digit of the exact engine's amounts, never an exponent", async () => {
  const exact = await run("exact");
  const [header = "", ...rows] = (csvFiles(exact)["series.csv"] ?? "").trimEnd().split("\n");
  const column = header.split(",").indexOf("prepaid[STOS]");
  const prepaid = exact.series.columns.find(({ name }) => name === "prepaid");
  expect(rows).toHaveLength(exact.series.epochs.length);
  for (const [index, row] of rows.entries()) {
    expect(row).toMatch(/^[\d.,-]+$/);
    const [whole = "", fraction = ""] = (row.split(",")[column] ?? "").split(".");
    expect(BigInt(whole + fraction.padEnd(18, "0"))).toBe(prepaid?.values[index]);
  }
});

test("Parquet, read by another program, has the same series; amounts as DECIMAL(38)", async () => {
  const exact = await run("exact");
  const bytes = runFiles(exact, source)["series.parquet"] as Uint8Array;
  const file = new Uint8Array(bytes).buffer;
  const rows = await parquetReadObjects({ file });
  expect(rows.map((row) => Number(row["epoch"]))).toEqual([...exact.series.epochs]);
  const prepaid = exact.series.columns.find(({ name }) => name === "prepaid");
  for (const [index, row] of rows.entries())
    expect(row["prepaid[STOS]"]).toBeCloseTo(Number(prepaid?.values[index]) / 1e18, 9);
  const { schema, key_value_metadata: about } = parquetMetadata(file);
  expect(schema.find(({ name }) => name === "prepaid[STOS]")).toMatchObject({
    converted_type: "DECIMAL",
    precision: 38,
    scale: 18,
  });
  expect(about).toContainEqual({ key: "engine", value: "exact" });
});

test("the report's only scripts are its own: a title can't break out", async () => {
  const html = runFiles(await run("fast"), source)["report.html"] as string;
  expect(html.match(/<\/script>/g)).toHaveLength(3);
  expect(html).not.toContain("<img");
  expect(html).toContain("default-src 'none'");
  expect(html).not.toMatch(/<(link|img|iframe)\b/);
});

test("an empty run has files too", async () => {
  const none = await runScenario(scenario, { engine: "fast", epochs: 0 });
  expect(none.series.epochs).toEqual([]);
  const files = runFiles(none, source);
  expect(files["series.csv"]).toMatch(/^epoch,seconds,/);
  expect(files["report.html"]).toContain("Over time");
});

test("a folder is written whole, and replaced only when it is ours and that is asked", async () => {
  const target = join(folder, "deep", "out");
  await writeOutput(target, { "scenario.toml": "one", "a.csv": "1" }, { replace: false });
  expect((await readdir(join(folder, "deep"))).sort()).toEqual(["out"]);
  const second = { "scenario.toml": "two" };
  await expect(writeOutput(target, second, { replace: false })).rejects.toThrow(/--force replaces/);
  await writeOutput(target, second, { replace: true });
  expect(await readdir(target)).toEqual(["scenario.toml"]);
  expect(await readFile(join(target, "scenario.toml"), "utf8")).toBe("two");

  const foreign = join(folder, "foreign");
  await writeOutput(foreign, { photo: "x" }, { replace: false });
  await expect(writeOutput(foreign, second, { replace: true })).rejects.toThrow(/other files/);
  const file = join(folder, "file");
  await writeFile(file, "x");
  await expect(writeOutput(file, second, { replace: true })).rejects.toThrow(/is a file/);
});

test("nothing stays behind when writing fails", async () => {
  const files = { "scenario.toml": "x", "no/such/place": "y" };
  await expect(writeOutput(join(folder, "out"), files, { replace: false })).rejects.toThrow();
  expect(await readdir(folder)).toEqual([]);
});

test("thinning keeps the ends, the peaks and the order", () => {
  const x = Array.from({ length: 10_000 }, (_, at) => at);
  const y = x.map((at) => (at === 6_543 ? 1_000 : at === 777 ? -1_000 : at % 10));
  const thin = thinPoints({ x, y }, 200);
  expect(thin.x.length).toBeLessThanOrEqual(200);
  expect(thin.x).toEqual([...thin.x].sort((a, b) => a - b));
  expect([thin.x[0], thin.x.at(-1)]).toEqual([0, 9_999]);
  expect(Math.max(...thin.y)).toBe(1_000);
  expect(Math.min(...thin.y)).toBe(-1_000);
  expect(thinPoints({ x: [1], y: [2] }, 10)).toEqual({ x: [1], y: [2] });
});

test("a full series of many columns makes a report of a few megabytes", async () => {
  const small = await run("fast");
  const epochs = Array.from({ length: 20_000 }, (_, at) => at + 1);
  const columns = Array.from({ length: 40 }, (_, at) => ({
    name: `column-${at}`,
    unit: "wei" as const,
    values: epochs.map((epoch) => epoch * 1e18 * Math.PI),
  }));
  const large: RunResult = {
    ...small,
    series: { every: 1, epochs, seconds: epochs.map((epoch) => epoch * 600), columns },
  };
  const html = runFiles(large, source)["report.html"] as string;
  expect(html.length).toBeLessThan(5_000_000);
});
