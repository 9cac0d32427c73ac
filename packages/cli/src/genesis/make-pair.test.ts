import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { prepareHomes } from "../devnet/homes.ts";
import { devnetLayout } from "../devnet/layout.ts";
import { defaultPortBase, defaultShape } from "../devnet/options.ts";
import { openPlan } from "../devnet/plan.ts";
import { homeFiles } from "../roles/home.ts";
import { readGenesisFile } from "../roles/open-home.ts";
import { checkGenesis, requirePair } from "./check-genesis.ts";

// The devnet's own pair, from the real key files of a new folder.
let dir = "";

beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), "stratos-pair-"));
});

afterAll(() => rm(dir, { recursive: true }));

async function devnetPair() {
  const defaults = { shape: defaultShape, portBase: defaultPortBase };
  const plan = await openPlan(dir, { shape: {}, portBase: undefined }, defaults);
  const layout = devnetLayout(dir);
  await prepareHomes(plan, layout);
  const read = (home: string) => readGenesisFile(join(home, homeFiles.genesis));
  return { value: await read(layout.value), meta: await read(layout.meta), layout };
}

test("both networks take the devnet's pair, which mints 100,000,000 STOS and names each other's validators", async () => {
  const { value, meta } = await devnetPair();
  expect(await checkGenesis("value", value)).toMatchObject({ network: "value", validators: 1 });
  expect(await checkGenesis("meta", meta)).toMatchObject({ network: "meta", validators: 4 });
  requirePair(value, meta);
});

test("a start that was killed between the two files makes the same pair again", async () => {
  const before = await devnetPair();
  await rm(join(before.layout.meta, homeFiles.genesis));
  const after = await devnetPair();
  expect(after.meta.bytes).toEqual(before.meta.bytes);
  expect(after.value.bytes).toEqual(before.value.bytes);
});

test("files of different pairs are told apart", async () => {
  const { value, meta } = await devnetPair();
  const first = value.document.validators[0];
  if (first === undefined) expect.fail("the genesis has no validator");
  const validators = [{ ...first, power: `${Number(first.power) + 1}` }];
  const other = { ...value, document: { ...value.document, validators } };
  expect(() => requirePair(other, meta)).toThrow(/doesn't trust the validators/);
});
