import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { readConfig } from "./read-config.ts";

let dir = "";
let file = "";

beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), "stratos-config-"));
  file = join(dir, "config.toml");
});

afterAll(() => rm(dir, { recursive: true }));

async function config(text: string) {
  await writeFile(file, text);
  return await readConfig(file);
}

test("values are read by their form", async () => {
  const read = await config(
    'name = "a"\nlisten = "127.0.0.1:80"\nurl = "http://h:1/"\n[[keys]]\nfile = "k"\n',
  );
  expect(read.text("name")).toBe("a");
  expect(read.listen("listen")).toEqual({ host: "127.0.0.1", port: 80 });
  expect(read.url("url")).toBe("http://h:1");
  expect(read.tables("keys").map((key) => key.text("file"))).toEqual(["k"]);
});

test("a wrong field is named with its file, its path and what was expected", async () => {
  const read = await config('[rpc]\nlisten = "nowhere"\nport = 70000\n[[keys]]\nfile = 3\n');
  const at = (field: string) => new RegExp(`config\\.toml: ${field} must be`);
  expect(() => read.table("rpc").listen("listen")).toThrow(at("rpc\\.listen"));
  expect(() => read.table("rpc").whole("port", { min: 1, max: 65535 })).toThrow(at("rpc\\.port"));
  expect(() => read.tables("keys")[0]?.text("file")).toThrow(at("keys\\[0\\]\\.file"));
  expect(() => read.text("name")).toThrow(/name must be a text in quotes, not missing/);
  expect(() => read.table("rest")).toThrow(/rest must be a table/);
});

test("bad TOML is named with its line, a missing file with what to do", async () => {
  await expect(config("a = 1\nb = = 2\n")).rejects.toThrow(/config\.toml: line 2, column/);
  await expect(readConfig(join(dir, "other.toml"))).rejects.toThrow(/make the home first/);
});
