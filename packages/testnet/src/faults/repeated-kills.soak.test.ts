import { afterAll, beforeAll, expect, test } from "vitest";
import { type Devnet, startDevnet } from "../devnet/start-devnet.ts";
import { conservationAt } from "../economy/value-state.ts";
import { S3Client } from "../s3/s3-client.ts";
import { until } from "../until.ts";
import { expectNothingLost, startWriting } from "./acknowledged-objects.ts";

/** kill -9 of the whole devnet in the middle of writing, again and again in one folder. */
const kills = 12;

let devnet: Devnet;
let s3: S3Client;
beforeAll(async () => {
  devnet = await startDevnet({ epochSeconds: 10 });
  s3 = new S3Client(devnet.file.s3);
});
afterAll(async () => {
  s3?.[Symbol.dispose]();
  await devnet?.[Symbol.asyncDispose]();
});

test("twelve kills lose nothing that was acknowledged, and show nothing half", async () => {
  for (let kill = 1; kill <= kills; kill += 1) {
    const bucket = `kill-${kill}`;
    await s3.createBucket(bucket);
    const sizes = [4_096, 200_000, 1, 17_000_000, 900_000];
    const writer = startWriting(s3, { bucket, concurrency: 6, sizes });
    // Each time at another point: after 5, 10, 15 … acknowledged objects.
    await until({ what: `${5 * kill} acknowledged objects`, withinMs: 60_000 }, () =>
      writer.acknowledged.size >= 5 * kill ? true : undefined,
    );
    await devnet.kill();
    await writer.done;

    await devnet.start();
    await expectNothingLost(s3, bucket, writer);
    expect(await conservationAt(devnet.file)).toMatchObject({ difference: "0" });
  }
});
