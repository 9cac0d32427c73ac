import { randomBytes } from "node:crypto";
import { afterAll, beforeAll, expect, test } from "vitest";
import { isRunning } from "../devnet/processes.ts";
import { type Devnet, startDevnet } from "../devnet/start-devnet.ts";
import { accountOf } from "../economy/charges.ts";
import { closedEpochs } from "../economy/recorded-epoch.ts";
import { conservationAt } from "../economy/value-state.ts";
import { S3Client } from "../s3/s3-client.ts";
import { until } from "../until.ts";

/** A story in the order of its tests: one devnet, started, stopped, killed and started again. */
const replicas = 2;
const body = randomBytes(1_234_567);

let devnet: Devnet;
let s3: S3Client;
beforeAll(async () => {
  devnet = await startDevnet({ resourceNodes: 3, metaNodes: 1, replicas, profile: "tracking" });
  s3 = new S3Client(devnet.file.s3);
});
afterAll(async () => {
  s3?.[Symbol.dispose]();
  await devnet?.[Symbol.asyncDispose]();
});

test("the options decide how many nodes there are, and of how many replicas an object is", async () => {
  expect(devnet.file.resourceNodes).toHaveLength(3);
  await s3.createBucket("kept");
  await s3.put("/kept/default", body);
  await s3.put("/kept/three", body, { "x-stratos-replicas": "3" });
  expect(await replicasOf("/kept/default")).toBe("2");
  expect(await replicasOf("/kept/three")).toBe("3");
  const { headers } = await s3.get("/kept/three");
  expect(headers["x-stratos-replicas"]).toBe("3");
});

test("more replicas than there are nodes are refused, and nothing is written", async () => {
  const answer = await s3.send({
    method: "PUT",
    path: "/kept/four",
    body,
    headers: { "x-stratos-replicas": "4" },
  });
  expect(answer.status).toBe(503);
  expect(await s3.list("kept")).toEqual(["default", "three"]);
});

test("SIGTERM ends it with all its processes within 10 s", async () => {
  expect(devnet.processes().length).toBeGreaterThan(5);
  expect(await devnet.stop()).toBeLessThan(10_000);
});

test("a restart in the same folder finds everything: keys, wallets, objects, Ozone, epochs", async () => {
  const before = devnet.file;
  await devnet.start();
  expect(devnet.file).toEqual(before);
  expect((await s3.get("/kept/default")).body.equals(body)).toBe(true);
  expect(await s3.list("kept")).toEqual(["default", "three"]);
  expect(await conservationAt(devnet.file)).toMatchObject({ difference: "0" });
  const [user] = Object.values(devnet.file.wallets);
  const { available, held } = await accountOf(devnet.file, user?.address ?? "");
  expect(available + held).toBeGreaterThan(900n * 10n ** 9n);
});

test("a second devnet in the same folder is refused and leaves the first one alone", async () => {
  await expect(devnet.command("devnet", "--dir", devnet.dir)).rejects.toThrow(/runs in/);
  expect((await s3.get("/kept/default")).body.equals(body)).toBe(true);
});

test("kill -9 of its process leaves none of its children", async () => {
  const known = await devnet.kill();
  expect(known.length).toBeGreaterThan(5);
  expect(known.filter(({ pid }) => isRunning(pid))).toEqual([]);
});

test("after kill -9 it starts again, serves what it had, and closes epochs", async () => {
  await devnet.start();
  expect((await s3.get("/kept/three")).body.equals(body)).toBe(true);
  await s3.put("/kept/after", body);
  expect(await s3.list("kept")).toEqual(["after", "default", "three"]);
  const closed = (await closedEpochs(devnet.file)).length;
  await until({ what: "another epoch", withinMs: 90_000 }, async () =>
    (await closedEpochs(devnet.file)).length > closed ? true : undefined,
  );
  expect(await conservationAt(devnet.file)).toMatchObject({ difference: "0" });
});

async function replicasOf(path: string): Promise<unknown> {
  const { headers } = await s3.succeed({ method: "HEAD", path });
  return headers["x-stratos-replicas"];
}
