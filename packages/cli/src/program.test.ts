import { mkdtemp, rm } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { runStratos } from "./testing/run-stratos.ts";

let dir = "";

beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), "stratos-program-"));
});

afterAll(() => rm(dir, { recursive: true }));

test("help names every command, with examples", async () => {
  const { code, out } = await runStratos(["--help"]);
  expect(code).toBe(0);
  for (const name of ["devnet", "files", "keys", "tx", "query", "economy", "genesis", "gateway"])
    expect(out).toContain(`  ${name} `);
  expect(out).toContain("Examples:");
});

test.each([
  ["an unknown command", ["nonsense"]],
  ["a missing argument", ["economy", "replay"]],
  ["an unknown option", ["devnet", "--colour", "red"]],
  ["an option out of its range", ["devnet", "--replicas", "0"]],
  ["an amount without a denomination", ["genesis", "ozone", "--price", "1/50", "--deposits", "10"]],
])("%s is a usage error", async (_, words) => {
  const { code, err } = await runStratos(words);
  expect(code).toBe(64);
  expect(err).not.toBe("");
});

test("a home that was never made exits 65 and says what to do", async () => {
  const { code, err } = await runStratos(["value-node", "start", "--home", join(dir, "none")]);
  expect(code).toBe(65);
  expect(err).toMatch(/config\.toml is missing; make the home first/);
});

test("a devnet on a taken port exits 69 and names the port", async () => {
  const server = createServer();
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  const { port } = server.address() as { port: number };
  // The base is chosen so that the taken port is the first one.
  const words = ["devnet", "--dir", join(dir, "net"), "--port-base", `${port}`];
  const { code, err } = await runStratos(words);
  server.close();
  expect(code).toBe(69);
  expect(err).toContain(`port ${port} is in use`);
});

test("commands for a devnet that doesn't run exit 69", async () => {
  const { code, err } = await runStratos(["devnet", "stop", "resource-1", "--dir", dir]);
  expect(code).toBe(69);
  expect(err).toMatch(/no devnet runs in/);
});

test("l₀ for the devnet's price", async () => {
  const words = ["genesis", "ozone", "--price", "1/50", "--deposits", "40000stos", "--json"];
  expect(JSON.parse((await runStratos(words)).out)).toEqual({ ozone_limit: "2000000000000000" });
});
