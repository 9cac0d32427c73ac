import { randomBytes } from "node:crypto";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type Devnet, startDevnet } from "../devnet/start-devnet.ts";
import { accountOf, chargesOf } from "../economy/charges.ts";
import { closedEpochs } from "../economy/recorded-epoch.ts";
import { conservationAt } from "../economy/value-state.ts";
import { S3Client } from "../s3/s3-client.ts";
import { until } from "../until.ts";
import { expectNothingLost, startWriting } from "./acknowledged-objects.ts";

const epochSeconds = 15;

let devnet: Devnet;
let s3: S3Client;
let user: string;
beforeAll(async () => {
  devnet = await startDevnet({ epochSeconds });
  s3 = new S3Client(devnet.file.s3);
  user = Object.values(devnet.file.wallets)[0]?.address ?? "";
  await s3.createBucket("faults");
});
afterAll(async () => {
  s3?.[Symbol.dispose]();
  await devnet?.[Symbol.asyncDispose]();
});

test("with one of three replicas' nodes stopped, reading and writing still work, whichever node it is", async () => {
  const bodies = Array.from({ length: 12 }, (_, index) => randomBytes(1 + index * 200_000));
  for (const [index, body] of bodies.entries()) await s3.put(`/faults/before-${index}`, body);

  for (const { name, url } of devnet.file.resourceNodes.slice(0, 2)) {
    await devnet.stopNode(name);
    await expect(fetch(`${url}/health`)).rejects.toThrow();
    for (const [index, body] of bodies.entries()) {
      const { body: read } = await s3.get(`/faults/before-${index}`);
      expect(read.equals(body)).toBe(true);
    }
    const written = randomBytes(900_000);
    await s3.put(`/faults/without-${name}`, written);
    expect((await s3.get(`/faults/without-${name}`)).body.equals(written)).toBe(true);

    await devnet.startNode(name);
    await until({ what: `${name} is ready again`, withinMs: 20_000 }, async () => {
      const response = await fetch(`${url}/health`);
      const { state } = (await response.json()) as { state: string };
      return state === "ready" ? true : undefined;
    });
  }
});

test("a stopped node can be named by its address too", async () => {
  const node = devnet.file.resourceNodes.at(-1);
  await devnet.stopNode(node?.address ?? "");
  await devnet.startNode(node?.name ?? "");
  await expect(devnet.stopNode("nobody")).rejects.toThrow(/nobody/);
});

test("kill -9 of the whole in the middle of a copy loses nothing acknowledged and shows nothing half", async () => {
  await s3.createBucket("copied");
  const before = await conservationAt(devnet.file);
  expect(before).toMatchObject({ difference: "0" });

  // Small objects, and some of more than one slice.
  const sizes = [4_096, 300_000, 70_000, 18_000_000, 1];
  const writer = startWriting(s3, { bucket: "copied", concurrency: 4, sizes });
  await until({ what: "60 acknowledged objects", withinMs: 60_000 }, () =>
    writer.acknowledged.size >= 60 ? true : undefined,
  );
  await devnet.kill();
  await writer.done;
  expect(writer.sent.size).toBeGreaterThan(writer.acknowledged.size);

  await devnet.start();
  await expectNothingLost(s3, "copied", writer);
  expect(await conservationAt(devnet.file)).toMatchObject({ difference: "0" });
});

test("after the kill Ozone balances: bought = charged + left", async () => {
  const bought = await ozoneBoughtBy(user);
  const closed = (await closedEpochs(devnet.file)).length;
  await until({ what: "two more epochs", withinMs: 6 * epochSeconds * 1000 }, async () =>
    (await closedEpochs(devnet.file)).length >= closed + 2 ? true : undefined,
  );
  const { available, held } = await accountOf(devnet.file, user);
  const { upload, download } = await chargesOf(devnet.file, user);
  expect(available + held + upload + download).toBe(bought);
  expect(await conservationAt(devnet.file)).toMatchObject({ difference: "0" });
});

/** All that the relay ever credited to the wallet, in noz: it is the only one that has bought Ozone here. */
async function ozoneBoughtBy(wallet: string): Promise<bigint> {
  const { terms } = await conservationAt(devnet.file);
  const sold = BigInt(terms.noz["sold"] ?? "");
  expect((await accountOf(devnet.file, wallet)).available).toBeGreaterThan(0n);
  return sold;
}
