import { randomBytes } from "node:crypto";
import { afterAll, beforeAll, expect, test } from "vitest";
import { getJson } from "../chain/get-json.ts";
import { type Devnet, startDevnet } from "../devnet/start-devnet.ts";
import { S3Client } from "../s3/s3-client.ts";
import { until } from "../until.ts";
import {
  accountOf,
  type Charges,
  chargedSince,
  chargesOf,
  encryptedSize,
  unsettledTraffic,
} from "./charges.ts";
import { closedEpochs, paidEpoch, recomputeEpoch, reportedEpoch } from "./recorded-epoch.ts";
import { conservationAt, miningAt, poolAt } from "./value-state.ts";

const epochSeconds = 6;
/** Settling, closing and reporting take a few epochs at most. */
const settleMs = 12 * epochSeconds * 1000;
const megabyte = 1_000_000;

let devnet: Devnet;
let s3: S3Client;
let user: string;
beforeAll(async () => {
  devnet = await startDevnet({ epochSeconds });
  s3 = new S3Client(devnet.file.s3);
  user = Object.values(devnet.file.wallets)[0]?.address ?? "";
});
afterAll(async () => {
  s3?.[Symbol.dispose]();
  await devnet?.[Symbol.asyncDispose]();
});

test("the devnet's first PREPAY has bought the S3 user at least 1,000 oz", async () => {
  const { available, held } = await accountOf(devnet.file, user);
  expect(available + held).toBeGreaterThanOrEqual(1_000n * 10n ** 9n);
});

test("the paper's example: 10 MB in a plain bucket charge 30 MB, exactly", async () => {
  await s3.createBucket("plain", { "x-stratos-encryption": "none" });
  const before = await chargesOf(devnet.file, user);
  await s3.put("/plain/paper", randomBytes(10 * megabyte));
  await expectCharged(before, { upload: 30_000_000n, download: 0n });

  const { body } = await s3.get("/plain/paper");
  expect(body.length).toBe(10 * megabyte);
  await expectCharged(before, { upload: 30_000_000n, download: 10_000_000n });
});

test("encrypted bytes are charged as they are stored, by the replicas asked for", async () => {
  await s3.createBucket("sealed");
  const sizes = [1, 65_520, 65_521, 3 * megabyte, 17 * megabyte];
  const stored = BigInt(sizes.reduce((sum, size) => sum + encryptedSize(size), 0));
  const before = await chargesOf(devnet.file, user);
  for (const [index, size] of sizes.entries())
    await s3.put(`/sealed/${index}`, randomBytes(size), { "x-stratos-replicas": "2" });
  const head = await s3.succeed({ method: "HEAD", path: "/sealed/0" });
  expect(head.headers["x-stratos-replicas"]).toBe("2");
  await expectCharged(before, { upload: 2n * stored, download: 0n });

  for (const index of sizes.keys()) await s3.get(`/sealed/${index}`);
  await expectCharged(before, { upload: 2n * stored, download: stored });
});

test("a range is charged by the chunks that it touches", async () => {
  const body = randomBytes(megabyte);
  const upload = BigInt(megabyte);
  const before = await chargesOf(devnet.file, user);
  await s3.put("/plain/ranges", body, { "x-stratos-replicas": "1" });
  await expectCharged(before, { upload, download: 0n });

  const { body: part } = await s3.get("/plain/ranges", { range: "bytes=65535-65536" });
  expect(part.equals(body.subarray(65_535, 65_537))).toBe(true);
  await expectCharged(before, { upload, download: 2n * 65_536n });
});

test("what each epoch paid is to the wei what the paper's rules give for its recorded traffic", async () => {
  await settledCharges();
  const epochs = (await closedEpochs(devnet.file)).filter((epoch) => !epoch.void);
  const heights = epochs.map(({ reported_height: height }) => height);
  const alone = epochs.filter(
    ({ reported_height: height }) => heights.indexOf(height) === heights.lastIndexOf(height),
  );
  expect(alone.some(({ settled_noz: settled }) => settled !== "0")).toBe(true);

  for (const { epoch, reported_height: height } of alone) {
    const paid = await paidEpoch(devnet.file, epoch);
    const rules = await recomputeEpoch(devnet.file, paid);
    expect(sharesOf(paid.payouts.filter(({ kind }) => kind !== "delegation"))).toEqual(
      sharesOf(rules.payouts.filter(({ kind }) => kind !== "delegation")),
    );
    // The chain pays a validator's whole pool at once and splits it when somebody withdraws.
    expect(sumOf(paid.payouts)).toEqual(sumOf(rules.payouts));
    expect(paid).toMatchObject({
      settled_noz: `${rules.consumed}`,
      R: `${rules.trafficReward}`,
      M: `${rules.miningReward}`,
      stage: rules.stage,
    });
    expect(await poolAt(devnet.file, height)).toEqual(rules.pool);
    expect(await miningAt(devnet.file, height)).toEqual(rules.mining);
  }
});

test("every locked reward stands under its wallet, of all four kinds", async () => {
  const epochs = (await closedEpochs(devnet.file)).filter(({ settled_noz: noz }) => noz !== "0");
  const [newest] = epochs;
  const paid = await paidEpoch(devnet.file, newest?.epoch ?? -1);
  expect(new Set(paid.payouts.map(({ kind }) => kind))).toEqual(
    new Set(["resource", "meta", "delegation", "deposit"]),
  );

  const nodes = paid.payouts.filter(({ kind }) => kind !== "delegation");
  for (const wallet of new Set(nodes.map((payout) => payout.wallet))) {
    const { traffic, mining } = sumOf(nodes.filter((payout) => payout.wallet === wallet));
    expect(await vestingRow(wallet, paid.epoch)).toMatchObject({
      traffic: `${traffic}`,
      mining: `${mining}`,
    });
  }
  // A delegation's part is rounded down by itself, a validator's own takes no dust on this page.
  const { payouts } = await recomputeEpoch(devnet.file, paid);
  for (const { kind, id, traffic, mining } of payouts) {
    if (kind !== "delegation") continue;
    const { stake } = await vestingRow(id, paid.epoch);
    expect(traffic + mining - BigInt(stake)).toBeGreaterThanOrEqual(0n);
    expect(traffic + mining - BigInt(stake)).toBeLessThanOrEqual(4n);
  }
});

test("charged is credited: the statements add up to what nodes were credited", async () => {
  const { upload, download } = await settledCharges();
  const epochs = await closedEpochs(devnet.file);
  const reports = await Promise.all(epochs.map(({ epoch }) => reportedEpoch(devnet.file, epoch)));
  const settled = reports.reduce((sum, report) => sum + BigInt(report.settled_noz), 0n);
  expect(settled + (await unsettledTraffic(devnet.file))).toBe(upload + download);
});

test("nothing was created or lost at any height", async () => {
  const { result } = await getJson<{ result: { sync_info: { latest_block_height: string } } }>(
    devnet.file.value.rpc,
    "/status",
  );
  const newest = Number(result.sync_info.latest_block_height);
  const reported = (await closedEpochs(devnet.file)).map(({ reported_height: height }) => height);
  for (const height of new Set([...reported, newest])) {
    expect(await conservationAt(devnet.file, height)).toMatchObject({ difference: "0" });
  }
});

type Share = Readonly<{
  kind: string;
  id: string;
  traffic: bigint | string;
  mining: bigint | string;
}>;

/** A line a share that isn't 0. */
function sharesOf(shares: readonly Share[]): readonly string[] {
  return shares
    .filter(({ traffic, mining }) => BigInt(traffic) + BigInt(mining) > 0n)
    .map(({ kind, id, traffic, mining }) => `${kind} ${id} ${traffic} ${mining}`)
    .sort();
}

function sumOf(
  shares: readonly Pick<Share, "traffic" | "mining">[],
): Readonly<{ traffic: bigint; mining: bigint }> {
  const total = (of: "traffic" | "mining") =>
    shares.reduce((sum, share) => sum + BigInt(share[of]), 0n);
  return { traffic: total("traffic"), mining: total("mining") };
}

type VestingRow = Readonly<{ epoch: string; traffic: string; mining: string; stake: string }>;

async function vestingRow(wallet: string, epoch: number): Promise<VestingRow> {
  const path = `/stratos/economy/v1/vesting/${wallet}`;
  const rows = await getJson<readonly VestingRow[]>(devnet.file.value.rest, path);
  const row = rows.find((each) => each.epoch === `${epoch}`);
  if (row === undefined) throw new Error(`${wallet} has no row of epoch ${epoch}`);
  return row;
}

/** Waits until the chain has charged as much, and holds that it stays so when two more epochs have closed. */
async function expectCharged(before: Charges, expected: Charges): Promise<void> {
  const charged = async () => chargedSince(await chargesOf(devnet.file, user), before);
  await until(
    { what: `charges of ${expected.upload} up, ${expected.download} down`, withinMs: settleMs },
    async () => {
      const { upload, download } = await charged();
      return upload >= expected.upload && download >= expected.download ? true : undefined;
    },
  ).catch(async (error: unknown) => {
    expect(await charged()).toEqual(expected);
    throw error;
  });
  expect(await charged()).toEqual(expected);
}

/** The charges once one more epoch has closed on both networks without any new ones. */
async function settledCharges(): Promise<Charges> {
  let before = await chargesOf(devnet.file, user);
  let closed = (await closedEpochs(devnet.file)).length;
  return until({ what: "an epoch without charges", withinMs: settleMs }, async () => {
    const now = (await closedEpochs(devnet.file)).length;
    if (now < closed + 2) return undefined;
    const after = await chargesOf(devnet.file, user);
    if (after.upload === before.upload && after.download === before.download) return after;
    before = after;
    closed = now;
    return undefined;
  });
}
