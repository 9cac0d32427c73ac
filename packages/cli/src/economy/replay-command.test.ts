import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { runStratos } from "../testing/run-stratos.ts";

const vectors = "vectors/economy/vectors.json";
let dir = "";

beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), "stratos-replay-"));
});

afterAll(() => rm(dir, { recursive: true }));

async function written(name: string, content: unknown): Promise<string> {
  const file = join(dir, name);
  await writeFile(file, typeof content === "string" ? content : JSON.stringify(content));
  return file;
}

test("all of the paper's vectors replay as they expect, one line of JSON each", async () => {
  const { code, out } = await runStratos(["economy", "replay", vectors]);
  expect(code).toBe(0);
  const lines = out
    .trimEnd()
    .split("\n")
    .map((line) => JSON.parse(line) as { id: string });
  const { vectors: given } = JSON.parse(await readFile(vectors, "utf8"));
  expect(lines.map(({ id }) => id)).toEqual(given.map(({ id }: { id: string }) => id));
});

const price = { id: "p", ops: [{ op: "f_price", s: "1000000", p: "0", l: "50000000" }] };

test("a file without expectations prints outcomes and exits 0", async () => {
  const file = await written("plain.json", { format: 1, vectors: [price] });
  const { code, out } = await runStratos(["economy", "replay", file, "--json"]);
  expect(code).toBe(0);
  expect(JSON.parse(out)).toMatchObject({
    differing: 0,
    vectors: [{ id: "p", steps: [{ at: 0, int: { price_e18: "20000000000000000" } }] }],
  });
});

test("a difference is told by its place, and the exit code is 1", async () => {
  const steps = [{ at: 0, int: { price_e18: "1" } }];
  const file = await written("wrong.json", { format: 1, vectors: [{ ...price, steps }] });
  const { code, err } = await runStratos(["economy", "replay", file]);
  expect(code).toBe(1);
  expect(err).toMatch(/p, step 0, int\.price_e18: expected "1", got "20000000000000000"/);
});

test("what is no vectors file exits 65 with one message", async () => {
  const file = await written("broken.json", "{");
  const { code, err } = await runStratos(["economy", "replay", file]);
  expect(code).toBe(65);
  expect(err).toMatch(/^stratos: .*broken\.json is no JSON/);
  expect((await runStratos(["economy", "replay", join(dir, "none.json")])).code).toBe(65);
});
