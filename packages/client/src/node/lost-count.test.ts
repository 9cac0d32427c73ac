import { randomBytes } from "node:crypto";
import { noz } from "@stos/units";
import { afterEach, beforeEach, expect, test } from "vitest";
import { type NetworkFiles, openFiles } from "../files/open-files.ts";
import { type NetworkTwin, startNetworkTwin } from "../testing/network-twin.ts";
import { walletFromKey } from "../wallet/wallet.ts";

const wallet = walletFromKey(new Uint8Array(32).fill(3), "secp256k1");
let network: NetworkTwin;
let files: NetworkFiles;

beforeEach(async () => {
  network = await startNetworkTwin();
  const { address, signer, fileSecret } = wallet;
  const holdNoz = noz(1_000_000_000n);
  files = openFiles({ meta: network.endpoints, wallet: address, signer, fileSecret, holdNoz });
  await files.createBucket("box", { plain: false });
});
afterEach(async () => {
  await files[Symbol.asyncDispose]();
  await network[Symbol.asyncDispose]();
});

async function put(key: string, bytes: Uint8Array): Promise<void> {
  const body = (async function* () {
    yield bytes;
  })();
  await files.put({ bucket: "box", key }, body, { size: bytes.length, metadata: {}, replicas: 1 });
}

async function get(key: string): Promise<Buffer> {
  const opened = await files.open("box", key, {});
  if (opened === undefined) return expect.fail("the object lacks");
  const pieces: Uint8Array[] = [];
  for await (const piece of opened.body) pieces.push(piece);
  return Buffer.concat(pieces);
}

test("a download goes on where its only node counts bytes that never arrived", async () => {
  const bytes = randomBytes(1_000_000);
  await put("key", bytes);
  for (const node of network.nodes) node.faults.countsMore = 100_000;
  expect((await get("key")).equals(bytes)).toBe(true);
  expect((await get("key")).equals(bytes)).toBe(true);
});

test("an upload goes on, in another session, where a node counts more than was signed", async () => {
  for (let round = 0; round < 8; round += 1) await put("first", randomBytes(1_200_000));
  const [node] = network.nodes.toSorted((a, b) => b.slices.size - a.slices.size);
  if (node === undefined) return expect.fail("there is no node");
  node.faults.countsMore = 10_000_000;
  const bytes = randomBytes(1_200_000);
  // It is one that draws come to again.
  for (let round = 0; round < 20 && node.faults.countsMore !== undefined; round += 1) {
    await put(`key ${round}`, bytes);
    expect((await get(`key ${round}`)).equals(bytes)).toBe(true);
  }
  expect(node.faults.countsMore).toBeUndefined();
});
