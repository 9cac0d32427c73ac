import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { pageUploads } from "./upload-pages.ts";
import { Uploads } from "./uploads.ts";

let dataDir = "";
beforeEach(() => {
  dataDir = mkdtempSync(join(tmpdir(), "stratos-uploads-"));
});
afterEach(() => rmSync(dataDir, { recursive: true, force: true }));

const target = { owner: "st1owner", bucket: "bucket", key: "key" };
const described = { contentType: "a/b", metadata: { "x-amz-meta-m": "ü" } };
const part = (size: number) => ({
  size,
  md5: new Uint8Array(16).fill(7),
  replicas: 3,
  manifest: Uint8Array.of(1, 2, 3),
});
const all = { after: 0, limit: 10_000 };

test("uploads and parts survive kill -9", async () => {
  const program = `
    import { Uploads } from ${JSON.stringify(new URL("./uploads.ts", import.meta.url).href)};
    const uploads = new Uploads(${JSON.stringify(dataDir)}, () => 1000);
    const upload = uploads.create(${JSON.stringify({ ...target, ...described, replicas: 2 })});
    uploads.addPart(upload.id, 1, { size: 5, md5: new Uint8Array(16), replicas: 2, manifest: Uint8Array.of(9) });
    process.stdout.write(upload.id);
    setInterval(() => {}, 1000);
  `;
  const child = spawn(process.execPath, ["--input-type=module", "-e", program], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  const [id] = await once(child.stdout, "data");
  child.kill("SIGKILL");
  await once(child, "exit");

  using uploads = new Uploads(dataDir, () => 2000);
  const upload = uploads.find(target, `${id}`);
  expect(upload).toMatchObject({ ...target, ...described, replicas: 2, createdMs: 1000 });
  expect(uploads.parts(upload.id, all)).toMatchObject([{ number: 1, size: 5, replicas: 2 }]);
});

test("an upload is its owner's, of its bucket and key", () => {
  using uploads = new Uploads(dataDir, () => 0);
  const { id } = uploads.create({ ...target, ...described });
  for (const other of [{ owner: "st1other" }, { bucket: "other" }, { key: "other" }]) {
    expect(() => uploads.find({ ...target, ...other }, id)).toThrow("no such multipart upload");
  }
});

test("a part of the same number replaces, and none comes after completion or abortion", () => {
  using uploads = new Uploads(dataDir, () => 0);
  const done = uploads.create({ ...target, ...described });
  uploads.addPart(done.id, 1, part(1));
  uploads.addPart(done.id, 1, part(2));
  expect(uploads.parts(done.id, all).map(({ size }) => size)).toEqual([2]);

  uploads.complete(done.id, "etag-1");
  expect(uploads.parts(done.id, all)).toEqual([]);
  expect(() => uploads.addPart(done.id, 2, part(1))).toThrow();
  expect(() => uploads.find(target, done.id)).toThrow();
  expect(uploads.findEvenCompleted(target, done.id).etag).toBe("etag-1");

  const aborted = uploads.create({ ...target, ...described });
  uploads.abort(aborted.id);
  expect(() => uploads.addPart(aborted.id, 1, part(1))).toThrow();
});

test("an upload is forgotten after 7 days", () => {
  let now = 0;
  using uploads = new Uploads(dataDir, () => now);
  const { id } = uploads.create({ ...target, ...described });
  uploads.addPart(id, 1, part(1));
  now = 7 * 24 * 60 * 60 * 1000;
  expect(uploads.find(target, id).id).toBe(id);
  now += 1;
  expect(() => uploads.find(target, id)).toThrow();
  uploads.expire();
  expect(uploads.parts(id, all)).toEqual([]);
});

test("pages of uploads give each once, grouped by the delimiter", () => {
  using uploads = new Uploads(dataDir, () => 0);
  for (const key of ["a/1", "a/2", "b", "b", "c/1", "d"]) {
    uploads.create({ ...target, key, ...described });
  }
  const seen: string[] = [];
  let next: { key: string; id: string } | undefined = { key: "", id: "" };
  while (next !== undefined) {
    const page = pageUploads(uploads, {
      ...target,
      prefix: "",
      delimiter: "/",
      keyMarker: next.key,
      idMarker: next.id,
      limit: 1,
    });
    expect(page.uploads.length + page.commonPrefixes.length).toBe(1);
    seen.push(...page.uploads.map(({ key }) => key), ...page.commonPrefixes);
    next = page.next;
  }
  expect(seen).toEqual(["a/", "b", "b", "c/", "d"]);
});
