import { mkdtemp, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { runStratos } from "../testing/run-stratos.ts";

let dir = "";
let keystore: readonly string[] = [];

beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), "stratos-keys-"));
  await writeFile(join(dir, "passphrase.txt"), "correct horse\n");
  keystore = ["--keys-dir", join(dir, "keys"), "--json"];
});

afterAll(() => rm(dir, { recursive: true }));

function run(words: readonly string[], input = "") {
  const passphrase = words[1] === "list" ? [] : ["--passphrase-file", join(dir, "passphrase.txt")];
  return runStratos([...words, ...keystore, ...passphrase], input);
}

test("a wallet is made, listed, exported and recovered under another name", async () => {
  const added = JSON.parse((await run(["keys", "add", "mine"])).out);
  expect(added.mnemonic.split(" ")).toHaveLength(24);
  expect((await stat(join(dir, "keys/mine.json"))).mode & 0o777).toBe(0o600);

  const exported = await run(["keys", "export", "mine", "--yes"]);
  expect(exported.err).toContain("Warning");
  expect(JSON.parse(exported.out).mnemonic).toBe(added.mnemonic);

  const recovered = JSON.parse((await run(["keys", "recover", "again"], added.mnemonic)).out);
  expect(recovered.address).toBe(added.address);
  const listed = JSON.parse((await run(["keys", "list"])).out);
  expect(listed.map(({ name }: { name: string }) => name)).toEqual(["again", "mine"]);

  expect((await run(["keys", "add", "mine"])).code).toBe(64);
});

test("words with a wrong checksum exit 65", async () => {
  const { code, err } = await run(["keys", "recover", "bad"], "abandon ".repeat(12));
  expect(code).toBe(65);
  expect(err).toMatch(/mnemonic/);
});
