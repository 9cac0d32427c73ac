import { createHash, randomBytes } from "node:crypto";
import { max, noz } from "@stos/units";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { type NetworkTwin, startNetworkTwin } from "../testing/network-twin.ts";
import { walletFromKey } from "../wallet/wallet.ts";
import type { Body } from "./object-store.ts";
import { type FilesOptions, type NetworkFiles, openFiles } from "./open-files.ts";

const wallet = walletFromKey(new Uint8Array(32).fill(3), "secp256k1");
let network: NetworkTwin;
let files: NetworkFiles;

function openTwinFiles(options: Partial<FilesOptions> = {}): NetworkFiles {
  const { address, signer, fileSecret } = wallet;
  return openFiles({ meta: network.endpoints, wallet: address, signer, fileSecret, ...options });
}

beforeEach(async () => {
  network = await startNetworkTwin();
  files = openTwinFiles();
});
afterEach(async () => {
  await files[Symbol.asyncDispose]();
  await network[Symbol.asyncDispose]();
});

async function* bodyOf(bytes: Uint8Array, pieceBytes = 100_000): Body {
  for (let offset = 0; offset < bytes.length; offset += pieceBytes)
    yield bytes.subarray(offset, offset + pieceBytes);
}

async function readAll(body: Body | undefined): Promise<Buffer> {
  const pieces: Uint8Array[] = [];
  if (body === undefined) return expect.fail("the object lacks");
  for await (const piece of body) pieces.push(piece);
  return Buffer.concat(pieces);
}

const md5 = (bytes: Uint8Array) => createHash("md5").update(bytes).digest("hex");
const put = (bucket: string, key: string, bytes: Uint8Array, options = {}) =>
  files.put({ bucket, key }, bodyOf(bytes), { size: bytes.length, metadata: {}, ...options });
const get = async (bucket: string, key: string, range?: { first: number; last: number }) =>
  readAll((await files.open(bucket, key, range === undefined ? {} : { range }))?.body);

describe.each([{ plain: false }, { plain: true }])(
  "in a bucket with plain: $plain",
  ({ plain }) => {
    beforeEach(() => files.createBucket("box", { plain }));

    test.each([0, 1, 4_096, 65_520, 65_536, 200_000, 17 * 1024 * 1024])(
      "%i bytes come back as they were",
      async (size) => {
        const bytes = randomBytes(size);
        const metadata = { colour: "blue" };
        const written = await put("box", "a/b", bytes, { contentType: "text/plain", metadata });
        expect(written).toMatchObject({ size, etag: md5(bytes), replicas: 3 });
        expect((await get("box", "a/b")).equals(bytes)).toBe(true);
        expect(await files.head("box", "a/b")).toMatchObject({
          etag: md5(bytes),
          contentType: "text/plain",
          metadata,
        });
      },
    );

    test("ranges come as asked, and only their chunks are paid for", async () => {
      const bytes = randomBytes(1_000_000);
      await put("box", "key", bytes);
      const [first, last] = [70_000, 140_000];
      expect(
        (await get("box", "key", { first, last })).equals(bytes.subarray(first, last + 1)),
      ).toBe(true);
      const [session = ""] = network.sessions.keys();
      const delivered = network.nodes.reduce(
        (sum, node) => sum + node.meter(session).moved.download,
        0n,
      );
      expect(delivered).toBe(2n * 65_536n);
    });

    test("parts are assembled in order under S3's ETag", async () => {
      const [a, b] = [randomBytes(300_000), randomBytes(70_000)];
      const parts = [
        await files.putPart("box", bodyOf(a), {}),
        await files.putPart("box", bodyOf(b), {}),
      ];
      const { etag } = await files.assemble({ bucket: "box", key: "whole" }, parts, {
        metadata: {},
      });
      const ofParts = Buffer.concat([a, b].map((part) => createHash("md5").update(part).digest()));
      expect(etag).toBe(`${md5(ofParts)}-2`);
      expect((await get("box", "whole")).equals(Buffer.concat([a, b]))).toBe(true);
    });

    test("a copy names the same slices", async () => {
      const bytes = randomBytes(200_000);
      await put("box", "one", bytes, { metadata: { kept: "yes" } });
      await files.createBucket("other", { plain });
      const slices = network.nodes.map((node) => node.slices.size);
      const copied = await files.copy(
        { bucket: "box", key: "one" },
        { bucket: "other", key: "two" },
        {},
      );
      expect(copied).toMatchObject({ etag: md5(bytes), metadata: { kept: "yes" } });
      expect((await get("other", "two")).equals(bytes)).toBe(true);
      expect(network.nodes.map((node) => node.slices.size)).toEqual(slices);
    });

    test("conditions hold against the ETag that stands", async () => {
      const first = await put("box", "key", Buffer.from("first"));
      const failed = { failure: { code: "condition-failed" } };
      await expect(put("box", "key", Buffer.from("x"), { ifNoneMatch: "*" })).rejects.toMatchObject(
        failed,
      );
      await expect(
        put("box", "key", Buffer.from("x"), { ifMatch: md5(Buffer.from("other")) }),
      ).rejects.toMatchObject(failed);
      await expect(put("box", "none", Buffer.from("x"), { ifMatch: "*" })).rejects.toMatchObject(
        failed,
      );
      await put("box", "key", Buffer.from("second"), { ifMatch: first.etag });
      expect((await get("box", "key")).toString()).toBe("second");
    });

    test("a replica that dies in the middle of a slice is left without the reader noticing", async () => {
      const bytes = randomBytes(3_000_000);
      await put("box", "key", bytes);
      for (const node of network.nodes.slice(0, 2)) node.faults.breakAfter = 5 * 65_536;
      expect((await get("box", "key")).equals(bytes)).toBe(true);
    });

    test("wrong bytes of a node are never given out", async () => {
      const bytes = randomBytes(300_000);
      await put("box", "key", bytes);
      for (const node of network.nodes.slice(0, 3)) node.faults.isLying = true;
      expect((await get("box", "key")).equals(bytes)).toBe(true);
      for (const node of network.nodes) node.faults.isLying = true;
      await expect(get("box", "key")).rejects.toMatchObject({
        failure: { code: "data-unavailable" },
      });
    });
  },
);

describe("with an encrypted bucket", () => {
  beforeEach(() => files.createBucket("box", { plain: false }));

  test("nodes and chain see neither bytes nor ETag nor metadata", async () => {
    const bytes = Buffer.alloc(100_000, "secret words ");
    await put("box", "key", bytes, { metadata: { hidden: "secret words" } });
    const stored = network.nodes.flatMap((node) => [...node.slices.values()]);
    expect(stored.length).toBe(3);
    for (const slice of stored) expect(slice.includes("secret words")).toBe(false);
    const path = `/stratos/meta/v1/object/${wallet.address}/box?key=key`;
    const { manifest } = (await (await fetch(`${network.endpoints.rest}${path}`)).json()) as {
      manifest: string;
    };
    const seen = Buffer.from(manifest, "base64");
    expect(seen.includes("secret words") || seen.includes(md5(bytes))).toBe(false);
  });

  test("another secret doesn't open it", async () => {
    await put("box", "key", Buffer.from("mine"));
    await using others = openTwinFiles({ fileSecret: new Uint8Array(32).fill(1) });
    await expect(others.open("box", "key", {})).rejects.toMatchObject({
      failure: { code: "not-permitted" },
    });
  });

  test("forged custody is refused and the slice goes to another draw", async () => {
    const [first] = network.nodes;
    if (first !== undefined) first.faults.isForging = true;
    const bytes = randomBytes(200_000);
    await put("box", "key", bytes, { replicas: 1 });
    expect((await get("box", "key")).equals(bytes)).toBe(true);
    expect(first?.address).not.toBe(undefined);
    for (const node of network.nodes) node.faults.isForging = true;
    await expect(put("box", "no", bytes)).rejects.toMatchObject({
      failure: { code: "network-unavailable" },
    });
    expect(await files.head("box", "no")).toBeUndefined();
  });

  test("a body that fails, or has another length, leaves no object", async () => {
    const failing = async function* (): Body {
      yield randomBytes(100_000);
      throw new Error("the line broke");
    };
    const target = { bucket: "box", key: "half" };
    await expect(files.put(target, failing(), { metadata: {} })).rejects.toThrow("the line broke");
    const short = files.put(target, bodyOf(randomBytes(10)), { size: 11, metadata: {} });
    await expect(short).rejects.toMatchObject({ failure: { code: "size-differs" } });
    expect(await files.head("box", "half")).toBeUndefined();
  });

  test("an abort ends an upload, and a download in its middle", async () => {
    const ending = new AbortController();
    const endless = async function* (): Body {
      for (let count = 0; ; count += 1) {
        if (count === 50) ending.abort(new Error("enough"));
        yield randomBytes(65_536);
      }
    };
    const { signal } = ending;
    await expect(
      files.put({ bucket: "box", key: "k" }, endless(), { metadata: {}, signal }),
    ).rejects.toThrow("enough");

    await put("box", "large", randomBytes(5_000_000));
    const reading = new AbortController();
    const opened = await files.open("box", "large", { signal: reading.signal });
    const read = async () => {
      for await (const piece of opened?.body ?? [])
        if (piece.length > 0) reading.abort(new Error("seen enough"));
    };
    await expect(read()).rejects.toThrow("seen enough");
  });

  test("every node is told by a receipt what it keeps, when the store is closed", async () => {
    await Promise.all(
      Array.from({ length: 20 }, (_, index) => put("box", `${index}`, randomBytes(90_000))),
    );
    await get("box", "0");
    await files[Symbol.asyncDispose]();
    const [session = ""] = network.sessions.keys();
    expect(network.sessions.get(session)?.state).toBe("closed");
    for (const node of network.nodes) {
      const { signed, moved } = node.meter(session);
      expect(signed).toEqual(moved);
    }
  });

  test("a download is signed for at most a step ahead", async () => {
    await put("box", "key", randomBytes(6_000_000), { replicas: 1 });
    await files[Symbol.asyncDispose]();
    files = openTwinFiles();
    await get("box", "key");
    const deepest = [...network.sessions.keys()]
      .flatMap((session) => network.nodes.map((node) => node.meter(session).deepestWait))
      .reduce((most, step) => max(noz(most), noz(step)), 0n);
    expect(deepest).toBeGreaterThan(0n);
    expect(deepest).toBeLessThanOrEqual(4n * 1_048_576n);
  });

  test("downloads that end early aren't paid for beyond a step, however many they are", async () => {
    const bytes = randomBytes(8_000_000);
    await put("box", "key", bytes, { replicas: 1 });
    await get("box", "key");
    for (let round = 0; round < 8; round += 1) {
      const opened = await files.open("box", "key", {});
      for await (const piece of opened?.body ?? []) if (piece.length > 0) break;
    }
    await get("box", "key");
    const [session = ""] = network.sessions.keys();
    for (const node of network.nodes) {
      const { signed, moved } = node.meter(session);
      expect(signed.download - moved.download).toBeLessThanOrEqual(4n * 1_048_576n);
    }
  });

  test("a session that is closed from outside is replaced", async () => {
    await put("box", "key", Buffer.from("before"));
    network.closeSessions();
    await put("box", "key", Buffer.from("after"));
    network.closeSessions();
    expect((await get("box", "key")).toString()).toBe("after");
    expect(network.sessions.size).toBe(3);
  });

  test("where no next session can be opened, the one that is there serves until its end", async () => {
    await put("box", "key", Buffer.from("before"));
    network.ozone.available = 0n;
    const now = performance.now.bind(performance);
    const lifeMs = 6 * 600 * 1_000;
    // Long past the moment of renewal, and of any pause after it.
    using clock = vi.spyOn(performance, "now").mockImplementation(() => now() + lifeMs * 0.9);
    for (const key of ["a", "b", "c"]) await put("box", key, Buffer.from(key));
    clock.mockImplementation(() => now() + lifeMs + 1_000);
    const exhausted = { failure: { code: "ozone-exhausted" } };
    await expect(put("box", "d", Buffer.from("d"))).rejects.toMatchObject(exhausted);
  });

  test("an issuer that is away makes a next session be opened beside this one", async () => {
    await put("box", "key", Buffer.from("before"));
    await network.issuer[Symbol.asyncDispose]();
    const large = () => put("box", "large", randomBytes(2_000_000));
    await expect(large()).rejects.toMatchObject({ failure: { code: "network-unavailable" } });
    await vi.waitFor(() => expect(network.sessions.size).toBe(2));
    // No more than one in ten seconds, however many ask.
    await Promise.allSettled([large(), large(), large()]);
    expect(network.sessions.size).toBe(2);
  });

  test("an upload that no session can pay for doesn't take the session from the others", async () => {
    await files[Symbol.asyncDispose]();
    network.ozone.available = 80_000_000n;
    files = openTwinFiles();
    await put("box", "small", Buffer.from("before"));
    network.ozone.available = 0n;
    const exhausted = { failure: { code: "ozone-exhausted" } };
    await expect(put("box", "large", randomBytes(30_000_000))).rejects.toMatchObject(exhausted);
    await put("box", "small", Buffer.from("after"));
    expect((await get("box", "small")).toString()).toBe("after");
  });

  test("a session isn't closed while an upload that has slices in it is unfinished", async () => {
    await put("box", "key", Buffer.from("before"));
    const [first] = network.sessions.values();
    const stored = () => network.nodes.reduce((sum, { slices }) => sum + slices.size, 0);
    const resumed = Promise.withResolvers<void>();
    const begun = Promise.withResolvers<void>();
    const slow = async function* (): Body {
      yield randomBytes(17 * 1024 * 1024);
      begun.resolve();
      await resumed.promise;
      yield randomBytes(1_000);
    };
    const writing = files.put({ bucket: "box", key: "slow" }, slow(), { metadata: {} });
    await begun.promise;
    await vi.waitFor(() => expect(stored()).toBe(6));

    const now = performance.now.bind(performance);
    const lifeMs = 6 * 600 * 1_000;
    using clock = vi.spyOn(performance, "now").mockImplementation(() => now() + lifeMs * 0.7);
    await put("box", "renews", Buffer.from("x"));
    await vi.waitFor(() => expect(network.sessions.size).toBe(2));
    clock.mockRestore();
    await put("box", "other", Buffer.from("x"));
    expect(first?.state).toBe("open");
    resumed.resolve();
    await writing;
    await vi.waitFor(() => expect(first?.state).toBe("closed"));
  });

  test("Ozone that runs out in an upload says how much is needed and there", async () => {
    await files[Symbol.asyncDispose]();
    network.ozone.available = 40_000_000n;
    files = openTwinFiles();
    const failed = { failure: { code: "ozone-exhausted" } };
    await expect(put("box", "large", randomBytes(40_000_000))).rejects.toMatchObject(failed);
    expect(await files.head("box", "large")).toBeUndefined();
  });

  test("a number of replicas that the network doesn't allow is refused before a byte moves", async () => {
    const asked = { failure: { code: "replicas-out-of-range", asked: 9, allowed: "1 to 4" } };
    await expect(put("box", "key", Buffer.from("x"), { replicas: 9 })).rejects.toMatchObject(asked);
  });

  test("a few draws lie ready, so that small objects share requests to the issuer", async () => {
    for (let index = 0; index < 20; index += 1) await put("box", `${index}`, randomBytes(1_000));
    expect(network.issuer.requests()).toBeLessThan(12);
  });

  test("lists unseal what stands there, and deletes take many", async () => {
    await put("box", "a", Buffer.from("1"));
    await put("box", "b", Buffer.from("22"));
    const options = { prefix: "", delimiter: "", after: "", limit: 10 };
    const { objects } = await files.list("box", options);
    expect(objects.map(({ key, size, etag }) => [key, size, etag])).toEqual([
      ["a", 1, md5(Buffer.from("1"))],
      ["b", 2, md5(Buffer.from("22"))],
    ]);
    await expect(files.deleteBucket("box")).rejects.toMatchObject({
      failure: { code: "bucket-not-empty" },
    });
    await files.deleteObjects("box", ["a", "b", "c"]);
    await files.deleteBucket("box");
    expect(await files.listBuckets()).toEqual([]);
    await expect(files.open("box", "a", {})).rejects.toMatchObject({
      failure: { code: "bucket-missing" },
    });
  });

  test("another's transaction doesn't upset the numbering of one's own", async () => {
    network.skipSequence(wallet.address);
    network.closeSessions();
    await put("box", "key", Buffer.from("fine"));
    expect((await get("box", "key")).toString()).toBe("fine");
  });

  test("200 MB stream through with a bounded number of slices in memory", async () => {
    const piece = randomBytes(1_048_576);
    const total = 200;
    let given = 0;
    let ahead = 0;
    const stored = () => network.nodes.reduce((sum, node) => sum + sizeOf(node.slices), 0);
    const body = async function* (): Body {
      for (; given < total; given += 1) {
        ahead = Math.max(ahead, given * piece.length - stored());
        yield piece;
      }
    };
    await files.put({ bucket: "box", key: "large" }, body(), { metadata: {}, replicas: 1 });
    expect(ahead).toBeLessThanOrEqual(4 * 16 * 1_048_576 + 2 * 1_048_576);

    const expected = createHash("md5");
    for (let index = 0; index < total; index += 1) expected.update(piece);
    const received = createHash("md5");
    const opened = await files.open("box", "large", {});
    for await (const each of opened?.body ?? []) received.update(each);
    expect(received.digest("hex")).toBe(expected.digest("hex"));
  });
});

function sizeOf(slices: ReadonlyMap<string, Buffer>): number {
  return [...slices.values()].reduce((sum, { length }) => sum + length, 0);
}
