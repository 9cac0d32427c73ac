import { randomBytes } from "node:crypto";
import {
  FilesError,
  type NetworkFiles,
  openFiles,
  openValueNetwork,
  walletFromMnemonic,
} from "@stos/client";
import { noz, wei } from "@stos/units";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type Devnet, startDevnet } from "../devnet/start-devnet.ts";
import { accountOf, chargesOf } from "../economy/charges.ts";
import { conservationAt } from "../economy/value-state.ts";
import { until } from "../until.ts";

const epochSeconds = 10;
/** At 1/50 STOS an oz this buys about 100 MB of traffic. */
const littlePayment = wei(2n * 10n ** 15n);

let devnet: Devnet;
let files: NetworkFiles;
let wallet: string;
let bought: bigint;
beforeAll(async () => {
  devnet = await startDevnet({ resourceNodes: 3, epochSeconds });
  const { value, meta, wallets } = devnet.file;
  const found = Object.values(wallets).filter(({ keyType }) => keyType === "ethsecp256k1")[1];
  const { address, signer, fileSecret } = walletFromMnemonic(found?.mnemonic ?? "", "ethsecp256k1");
  wallet = address;
  await using network = openValueNetwork({ endpoints: value, signer });
  await network.prepay({ amount: littlePayment });
  const account = await until({ what: "the Ozone", withinMs: 20_000 }, async () => {
    const found = await accountOf(devnet.file, address);
    return found.available > 0n ? found : undefined;
  });
  bought = account.available;
  files = openFiles({ meta, wallet, signer, fileSecret, holdNoz: noz(bought) });
});
afterAll(async () => {
  await files?.[Symbol.asyncDispose]();
  await devnet?.[Symbol.asyncDispose]();
});

test("a little Ozone stores a little", async () => {
  expect(bought).toBeLessThan(200_000_000n);
  await files.createBucket("small", { plain: false });
  const target = { bucket: "small", key: "first" };
  await files.put(target, once(randomBytes(100_000)), { metadata: {} });
  expect((await files.head("small", "first"))?.size).toBe(100_000);
});

test("Ozone that runs out in the middle of an upload says so, and leaves no object half there", async () => {
  const pieces = Math.ceil(Number(bought) / 1_000_000);
  let sent = 0;
  async function* endless() {
    for (; sent < pieces; sent += 1) yield randomBytes(1_000_000);
  }
  const outcome = await files
    .put({ bucket: "small", key: "large" }, endless(), { metadata: {} })
    .catch((error: unknown) => error);
  expect(outcome).toBeInstanceOf(FilesError);
  expect(outcome).toMatchObject({ failure: { code: "ozone-exhausted" } });
  expect(String(outcome)).toContain("PREPAY");
  // It had begun: the bytes of three replicas run out before the third part of them is sent.
  expect(sent).toBeGreaterThan(0);
  expect(sent).toBeLessThan(pieces);

  expect(await files.head("small", "large")).toBeUndefined();
  const { objects } = await files.list("small", {
    prefix: "",
    delimiter: "",
    after: "",
    limit: 10,
  });
  expect(objects.map(({ key }) => key)).toEqual(["first"]);
});

test("what was there before stays, and the Ozone balances", async () => {
  expect((await files.head("small", "first"))?.size).toBe(100_000);
  await files[Symbol.asyncDispose]();
  await until({ what: "bought = charged + left", withinMs: 8 * epochSeconds * 1000 }, async () => {
    const { available, held } = await accountOf(devnet.file, wallet);
    const { upload, download } = await chargesOf(devnet.file, wallet);
    return upload > 300_000n && available + held + upload + download === bought ? true : undefined;
  });
  expect(await conservationAt(devnet.file)).toMatchObject({ difference: "0" });
});

async function* once(bytes: Uint8Array): AsyncIterable<Uint8Array> {
  yield bytes;
}
