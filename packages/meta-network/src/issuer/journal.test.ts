import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { seeded, statementDomain } from "../testing/test-chain.ts";
import { type Journal, openJournal } from "./journal.ts";

let folder = "";
let journal: Journal;
const open = () =>
  openJournal(join(folder, "journal"), { domain: statementDomain, issuerKey: seeded("key") });

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "journal-"));
  journal = await open();
});
afterEach(async () => {
  await journal[Symbol.asyncDispose]();
  await rm(folder, { recursive: true });
});

test("entries written at once end as the last of them, with every node's newest allowance", async () => {
  const entry = { session: "aa", numbers: 5, nonce: 1, allowances: [["n1", 10n]] as const };
  await Promise.all([
    journal.write(entry),
    journal.note({ ...entry, nonce: 2, allowances: [] }),
    journal.write({
      ...entry,
      numbers: 9,
      nonce: 3,
      allowances: [
        ["n1", 20n],
        ["n2", 7n],
      ],
    }),
    journal.write({ ...entry, session: "ab" }),
  ]);
  await journal[Symbol.asyncDispose]();
  journal = await open();

  expect(await journal.load("aa")).toEqual({
    numbers: 9,
    nonce: 3,
    allowances: new Map([
      ["n1", 20n],
      ["n2", 7n],
    ]),
  });
  expect(await journal.sessions()).toEqual(["aa", "ab"]);
});

test("a dropped session leaves nothing, and its neighbours stay", async () => {
  for (const session of ["aa", "ab", "b"])
    await journal.write({ session, numbers: 1, nonce: 1, allowances: [["n1", 1n]] });
  await journal.drop("aa");

  expect(await journal.load("aa")).toBeUndefined();
  expect(await journal.sessions()).toEqual(["ab", "b"]);
  expect((await journal.load("ab"))?.allowances.size).toBe(1);
});
