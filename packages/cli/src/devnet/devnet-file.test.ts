import { mkdtemp, readFile, rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { isAddress } from "@stos/codec";
import { sum } from "@stos/units";
import { afterAll, beforeAll, expect, test } from "vitest";
import { describeDevnet } from "./describe-devnet.ts";
import { devnetFilePath, writeDevnetFile } from "./devnet-file.ts";
import { prepareHomes } from "./homes.ts";
import { devnetLayout } from "./layout.ts";
import { defaultShape } from "./options.ts";
import { type DevnetPlan, openPlan } from "./plan.ts";
import { devnetStakes, devnetWallets } from "./wallets.ts";

const defaults = { shape: defaultShape, portBase: 41_000 };
let dir = "";
let plan: DevnetPlan;

beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), "stratos-devnet-"));
  plan = await openPlan(dir, { shape: {}, portBase: undefined }, defaults);
  await prepareHomes(plan, devnetLayout(dir));
});

afterAll(() => rm(dir, { recursive: true }));

test("devnet.json has the issue's shape, exactly", async () => {
  await writeDevnetFile(dir, await describeDevnet(plan, devnetLayout(dir)));
  const file = JSON.parse(await readFile(devnetFilePath(dir), "utf8"));
  const url = /^http:\/\/127\.0\.0\.1:\d+$/;
  expect(file).toEqual({
    chainId: "stratos-devnet-1",
    metaChainId: "stratos-devnet-meta-1",
    value: { rpc: expect.stringMatching(url), rest: expect.stringMatching(url) },
    meta: { rpc: expect.stringMatching(url), rest: expect.stringMatching(url) },
    s3: {
      endpoint: expect.stringMatching(url),
      region: "us-east-1",
      accessKeyId: expect.stringMatching(/^[A-Z0-9]{20}$/),
      secretAccessKey: expect.stringMatching(/^.{40}$/),
    },
    resourceNodes: Array(6).fill({
      name: expect.stringMatching(/^resource-\d$/),
      address: expect.stringMatching(/^stsds1/),
      url: expect.stringMatching(url),
    }),
    wallets: expect.anything(),
    epochSeconds: 30,
  });
  expect((await stat(devnetFilePath(dir))).mode & 0o777).toBe(0o600);
});

test("the first wallet is the S3 user's, secp256k1; all have addresses and words", () => {
  const [first] = Object.entries(plan.wallets);
  expect(first?.[0]).toBe("user");
  expect(first?.[1].keyType).toBe("secp256k1");
  for (const { address, mnemonic } of Object.values(plan.wallets)) {
    expect(isAddress("st", address)).toBe(true);
    expect(mnemonic.split(" ")).toHaveLength(24);
  }
});

test("balances, stakes and deposits are the 61,000,000 STOS that genesis allocates", () => {
  const { metaDeposit, validatorSelf, delegations } = devnetStakes;
  const total = sum([
    ...devnetWallets(defaultShape).map(({ balance }) => balance),
    ...Array.from({ length: defaultShape.metaNodes }, () => metaDeposit),
    validatorSelf,
    ...delegations.map(({ amount }) => amount),
  ]);
  expect(total).toBe(61_000_000n * 10n ** 18n);
});

test("a folder keeps what its first start decided, and refuses to become another devnet", async () => {
  expect(await openPlan(dir, { shape: {}, portBase: undefined }, defaults)).toEqual(plan);
  const other = { shape: { epochSeconds: 10 }, portBase: undefined };
  await expect(openPlan(dir, other, defaults)).rejects.toThrow(
    /made with epochSeconds 30, which can't change to 10/,
  );
});
