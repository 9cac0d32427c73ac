import {
  MsgCloseSessionSchema,
  MsgCreateBucketSchema,
  MsgDeleteBucketSchema,
  MsgDeleteObjectsSchema,
  packMessage,
  toHex,
} from "@stos/codec";
import { describe, expect, test } from "vitest";
import {
  addNodes,
  buyOzone,
  type OpenedSession,
  openSession,
  plainManifest,
  putMessage,
  uploadedSlice,
} from "../testing/test-actors.ts";
import { startTestChain } from "../testing/test-chain.ts";
import { versionOf } from "./put-object.ts";

async function started() {
  const chain = await startTestChain();
  const keys = await addNodes(chain, 6);
  await buyOzone(chain, "user", 1_000_000_000n);
  const session = await openSession(chain, "user", { noz: 100_000_000n });
  await chain.send(bucketMessage(session));
  return { chain, keys, session };
}

function bucketMessage({ wallet, id }: OpenedSession, bucket = "files") {
  return packMessage(MsgCreateBucketSchema, { wallet, bucket, plain: true, session: id });
}

function deleteMessage({ wallet, id }: OpenedSession, keys: readonly string[]) {
  return packMessage(MsgDeleteObjectsSchema, {
    wallet,
    bucket: "files",
    keys: [...keys],
    session: id,
  });
}

describe("a slice of a session that is over", () => {
  async function ended() {
    const { chain, keys, session } = await started();
    const slice = uploadedSlice(chain, session, keys, { number: 0, size: 1_000 });
    const close = packMessage(MsgCloseSessionSchema, {
      wallet: session.wallet,
      session: session.id,
    });
    expect((await chain.send(close)).code).toBe("ok");
    const isWanted = async () => {
      const body = {
        node: slice.custody[0]?.node,
        slices: [toHex(slice.id)],
        sessions: [toHex(session.id)],
      };
      const { wanted } = (await chain.get("/stratos/meta/v1/wanted", {}, body)) as {
        wanted: readonly boolean[];
      };
      return wanted[0];
    };
    const putBy = async (name: string) => {
      const open = await openSession(chain, "user", { noz: 10_000_000n, key: name });
      return (await chain.send(putMessage(open, name, plainManifest([slice])))).code;
    };
    return { chain, session, slice, isWanted, putBy };
  }

  test("is placed by another session until 24 epochs after its end, and wanted so long", async () => {
    const { chain, isWanted, putBy } = await ended();
    for (let epoch = 0; epoch < 24; epoch += 1) await chain.closeEpoch();
    expect(await isWanted()).toBe(true);
    expect(await putBy("late")).toBe("ok");
  });

  test("is forgotten then", async () => {
    const { chain, isWanted, putBy } = await ended();
    for (let epoch = 0; epoch < 26; epoch += 1) await chain.closeEpoch();
    expect(await isWanted()).toBe(false);
    expect(await putBy("later")).toBe("session-unknown");
  });

  test("counts once, however late it is deleted", async () => {
    const { chain, session, putBy, slice } = await ended();
    for (let epoch = 0; epoch < 10; epoch += 1) await chain.closeEpoch();
    expect(await putBy("a")).toBe("ok");
    const open = await openSession(chain, "user", { noz: 10_000_000n, key: "b" });
    expect((await chain.send(deleteMessage(open, ["a"]))).code).toBe("ok");
    expect((await chain.send(putMessage(open, "b", plainManifest([slice])))).code).toBe(
      "custody-spent",
    );
    const placed = () =>
      chain.capabilities().storage.placements.get({ session: session.id, number: 0 });
    expect(placed()).toMatchObject({ references: 0 });
    for (let epoch = 0; epoch < 16; epoch += 1) await chain.closeEpoch();
    expect(placed()).toBeUndefined();
  });
});

describe("an object", () => {
  test("becomes visible with its custody, and gives back what it held when it goes", async () => {
    const { chain, keys, session } = await started();
    const before = chain.capabilities().ozone.get(session.wallet);
    const slice = uploadedSlice(chain, session, keys, { number: 0, size: 5_000 });
    const node = slice.custody[0]?.node ?? "";
    expect((await chain.send(putMessage(session, "a/b", plainManifest([slice])))).code).toBe("ok");
    expect(chain.capabilities().storage.placements.isWanted(node, slice.id)).toBe(true);
    expect(chain.capabilities().nodes.placedBytes(node)).toBe(5_000);
    expect(chain.capabilities().ozone.get(session.wallet).available).toBeLessThan(before.available);

    expect((await chain.send(deleteMessage(session, ["a/b", "missing"]))).code).toBe("ok");
    expect(chain.capabilities().ozone.get(session.wallet)).toEqual(before);
    expect(chain.capabilities().nodes.placedBytes(node)).toBe(0);
    expect((await chain.send(putMessage(session, "again", plainManifest([slice])))).code).toBe(
      "custody-spent",
    );
    const wanted = await chain.get(
      "/stratos/meta/v1/wanted",
      {},
      { node, slices: [toHex(slice.id)] },
    );
    const unclaimed = await chain.get(
      "/stratos/meta/v1/wanted",
      {},
      {
        node,
        slices: [toHex(slice.id)],
        sessions: [toHex(session.id)],
      },
    );
    expect([wanted, unclaimed]).toEqual([{ wanted: [false] }, { wanted: [true] }]);
  });

  test("is refused with other nodes than drawn, other sizes, too few replicas, a foreign or bent custody", async () => {
    const { chain, keys, session } = await started();
    const slice = uploadedSlice(chain, session, keys, { number: 1, size: 100 });
    const [first, second, third] = slice.custody;
    if (first === undefined || second === undefined || third === undefined)
      throw new Error("three replicas");
    const swapped = { ...slice, custody: [second, first, third] };
    const bent = { ...slice, custody: [first, second, { ...third, signature: first.signature }] };
    const renumbered = {
      ...slice,
      custody: slice.custody.map((custody) => ({ ...custody, number: 2 })),
    };
    const larger = { ...slice, size: 101n };
    const codes = [];
    for (const manifest of [
      plainManifest([swapped]),
      plainManifest([bent]),
      plainManifest([renumbered]),
      plainManifest([larger]),
      plainManifest([{ ...slice, custody: [first, second] }], { replicas: 2 }),
      plainManifest([{ ...slice, custody: [first, second] }]),
      plainManifest([{ ...slice, passedOver: [first.node] }]),
    ])
      codes.push((await chain.send(putMessage(session, "k", manifest))).code);
    expect(codes).toEqual([
      "draw-wrong",
      "custody-invalid",
      "custody-invalid",
      "custody-invalid",
      "replicas-out-of-range",
      "custody-invalid",
      "draw-wrong",
    ]);
    expect((await chain.send(putMessage(session, "k", plainManifest([slice])))).code).toBe("ok");
  });

  test("is refused where a custody statement's bytes have other sizes than the state's keys and hashes", async () => {
    const { chain, keys, session } = await started();
    const slice = uploadedSlice(chain, session, keys, { number: 1, size: 100 });
    const wrong: Partial<(typeof slice.custody)[number]>[] = [
      { session: new Uint8Array(5) },
      { session: new Uint8Array() },
      { slice: new Uint8Array(31) },
      { batchRoot: new Uint8Array(33) },
      { path: [new Uint8Array(31)] },
      { path: Array.from({ length: 33 }, () => new Uint8Array(32)) },
      { signature: new Uint8Array(63) },
      { signature: new Uint8Array() },
    ];
    for (const change of wrong) {
      const custody = slice.custody.map((statement) => ({ ...statement, ...change }));
      const put = putMessage(session, "k", plainManifest([{ ...slice, custody }]));
      expect((await chain.send(put)).code).toBe("custody-invalid");
    }
  });

  test("can't name a slice that stands at one of its nodes with another size", async () => {
    const { chain, keys, session } = await started();
    const large = uploadedSlice(chain, session, keys, { number: 1, size: 100, replicas: 4 });
    const { id } = large;
    const small = uploadedSlice(chain, session, keys, { number: 2, size: 1, replicas: 4, id });
    const put = (key: string, slice: typeof large) =>
      chain.send(putMessage(session, key, plainManifest([slice], { replicas: 4 })));
    expect((await put("small", small)).code).toBe("ok");
    expect((await put("large", large)).code).toBe("custody-invalid");
    expect((await chain.send(deleteMessage(session, ["small"]))).code).toBe("ok");
    expect((await put("large", large)).code).toBe("ok");
    for (const { node } of large.custody)
      expect(chain.capabilities().nodes.placedBytes(node)).toBe(100);
    expect((await chain.send(deleteMessage(session, ["large"]))).code).toBe("ok");
    for (const { node } of large.custody)
      expect(chain.capabilities().nodes.placedBytes(node)).toBe(0);
  });

  test("may pass candidates over, if the session's issuer says so of this very draw", async () => {
    const { chain, keys, session } = await started();
    const drawn = uploadedSlice(chain, session, keys, { number: 3, size: 10 });
    const passedOver = [drawn.custody[0]?.node ?? ""];
    const other = uploadedSlice(chain, session, keys, { number: 3, size: 10, passedOver });
    expect(other.custody.map(({ node }) => node)).not.toContain(passedOver[0]);
    const sameOfAnother = uploadedSlice(chain, session, keys, { number: 4, size: 10, passedOver });
    const more = [...passedOver, drawn.custody[1]?.node ?? ""];
    const chosen = uploadedSlice(chain, session, keys, { number: 3, size: 10, passedOver: more });
    const table = Array.from({ length: 7 }, () => passedOver[0] ?? "");
    for (const slice of [
      { ...other, assignmentSignature: new Uint8Array() },
      { ...other, assignmentSignature: session.key.sign(new Uint8Array(32)) },
      { ...other, assignmentSignature: sameOfAnother.assignmentSignature },
      { ...chosen, assignmentSignature: other.assignmentSignature },
      uploadedSlice(chain, session, keys, { number: 3, size: 10, passedOver: table }),
    ])
      expect((await chain.send(putMessage(session, "k", plainManifest([slice])))).code).toBe(
        "draw-wrong",
      );
    expect((await chain.send(putMessage(session, "k", plainManifest([other])))).code).toBe("ok");
  });

  test("can be copied by naming its slices, which stay as long as one copy does", async () => {
    const { chain, keys, session } = await started();
    const slice = uploadedSlice(chain, session, keys, { number: 0, size: 64 });
    const node = slice.custody[0]?.node ?? "";
    for (const key of ["one", "two", "one"])
      expect((await chain.send(putMessage(session, key, plainManifest([slice])))).code).toBe("ok");
    await chain.send(deleteMessage(session, ["one"]));
    expect(chain.capabilities().storage.placements.isWanted(node, slice.id)).toBe(true);
    await chain.send(deleteMessage(session, ["two"]));
    expect(chain.capabilities().storage.placements.isWanted(node, slice.id)).toBe(false);
  });

  test("obeys S3's conditions", async () => {
    const { chain, session } = await started();
    const manifest = plainManifest([], { etag: "e1" });
    const put = async (options: Readonly<{ ifMatch?: string; ifNoneMatch?: string }>) =>
      (await chain.send(putMessage(session, "k", manifest, options))).code;
    expect(await put({ ifMatch: "*" })).toBe("condition-failed");
    expect(await put({ ifNoneMatch: "*" })).toBe("ok");
    expect(await put({ ifNoneMatch: "*" })).toBe("condition-failed");
    expect(await put({ ifMatch: "e2" })).toBe("condition-failed");
    expect(await put({ ifMatch: "e1" })).toBe("ok");
    expect(await put({ ifMatch: versionOf(manifest) })).toBe("ok");
    expect(await put({ ifNoneMatch: "e1" })).toBe("condition-failed");
  });

  test("has a key of 1 to 1,024 bytes in a bucket with a name of S3, whatever dots it holds", async () => {
    const { chain, session } = await started();
    const put = async (key: string, bucket = "files") =>
      (await chain.send(putMessage(session, key, plainManifest([]), { bucket }))).code;
    expect(await put("../../etc/passwd")).toBe("ok");
    expect(await put("é".repeat(512))).toBe("ok");
    expect(await put("é".repeat(513))).toBe("message-invalid");
    expect(await put("")).toBe("message-invalid");
    expect(await put("a\0b")).toBe("message-invalid");
    expect(await put("k", "a\0b")).toBe("message-invalid");
    expect(await put("k", "other")).toBe("bucket-missing");
  });

  test("keeps its bucket from being deleted", async () => {
    const { chain, session } = await started();
    const remove = packMessage(MsgDeleteBucketSchema, {
      wallet: session.wallet,
      bucket: "files",
      session: session.id,
    });
    await chain.send(putMessage(session, "k", plainManifest([])));
    expect((await chain.send(remove)).code).toBe("bucket-not-empty");
    await chain.send(deleteMessage(session, ["k"]));
    expect((await chain.send(remove)).code).toBe("ok");
    expect((await chain.send(remove)).code).toBe("bucket-missing");
  });
});

test("a listing groups by the delimiter and goes on after a page", async () => {
  const { chain, session } = await started();
  const keys = ["a", "dir/1", "dir/2", "dir/sub/3", "dir2/x", "é", "\u{1F600}"];
  await chain.block(keys.map((key) => putMessage(session, key, plainManifest([]))));
  const path = `/stratos/meta/v1/objects/${session.wallet}/files`;
  const list = async (query: Record<string, string>) => {
    const { objects, common_prefixes, next } = (await chain.get(path, query)) as {
      objects: { key: string }[];
      common_prefixes: string[];
      next: string;
    };
    return { keys: objects.map(({ key }) => key), common_prefixes, next };
  };
  expect(await list({})).toEqual({ keys, common_prefixes: [], next: "" });
  expect(await list({ delimiter: "/" })).toEqual({
    keys: ["a", "é", "\u{1F600}"],
    common_prefixes: ["dir/", "dir2/"],
    next: "",
  });
  expect(await list({ prefix: "dir/", delimiter: "/" })).toEqual({
    keys: ["dir/1", "dir/2"],
    common_prefixes: ["dir/sub/"],
    next: "",
  });
  expect(await list({ delimiter: "/", limit: "2" })).toEqual({
    keys: ["a"],
    common_prefixes: ["dir/"],
    next: "dir/",
  });
  expect(await list({ delimiter: "/", limit: "2", after: "dir/" })).toEqual({
    keys: ["é"],
    common_prefixes: ["dir2/"],
    next: "é",
  });
});
