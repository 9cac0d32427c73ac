import { randomBytes } from "node:crypto";
import { mkdir, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type Devnet, startDevnet } from "../devnet/start-devnet.ts";
import { copyRealTree } from "../files/real-tree.ts";
import { treeDigest } from "../files/tree-digest.ts";
import { temporaryFolder } from "../temporary-folder.ts";
import { awsOf } from "./aws.ts";
import { backUpWithRestic, expectSameFile, moveTreeWithRclone } from "./file-clients.ts";
import { outsideProgram } from "./outside-program.ts";
import { s3cmdOf } from "./s3cmd.ts";

const small = { files: 300, bytes: 40_000_000 };

let devnet: Devnet;
beforeAll(async () => {
  devnet = await startDevnet();
});
afterAll(() => devnet?.[Symbol.asyncDispose]());

test("rclone copies a real tree, finds no difference, deletes by sync and reads ranges", async (context) => {
  outsideProgram(context, "rclone");
  await using folder = await temporaryFolder();
  await moveTreeWithRclone({ s3: devnet.file.s3, folder: folder.path, size: small });
});

test("restic backs up, checks every byte and restores", async (context) => {
  outsideProgram(context, "restic");
  await using folder = await temporaryFolder();
  await backUpWithRestic({
    s3: devnet.file.s3,
    folder: folder.path,
    size: { files: 200, bytes: 20_000_000 },
  });
});

test("s3cmd lists, copies, syncs and removes, in parts above its own threshold", async (context) => {
  outsideProgram(context, "s3cmd");
  await using folder = await temporaryFolder();
  const s3cmd = await s3cmdOf(devnet.file.s3, folder.path);
  const tree = join(folder.path, "tree");
  const back = join(folder.path, "back");
  await mkdir(back);
  await copyRealTree(tree, { files: 20, bytes: 1_000_000 });
  // s3cmd sends files above 15 MB in parts.
  const large = join(folder.path, "large");
  await writeFile(large, randomBytes(17_000_000));

  await s3cmd("mb", "s3://s3cmd-bucket");
  await s3cmd("put", large, "s3://s3cmd-bucket/large");
  await s3cmd("get", "s3://s3cmd-bucket/large", join(folder.path, "large-back"));
  await expectSameFile(join(folder.path, "large-back"), large);
  const info = await s3cmd("info", "s3://s3cmd-bucket/large");
  expect(info.stdout.toString("utf8")).toContain("17000000");

  await s3cmd("sync", `${tree}/`, "s3://s3cmd-bucket/tree/");
  await s3cmd("cp", "s3://s3cmd-bucket/large", "s3://s3cmd-bucket/copy");
  const listed = await s3cmd("ls", "s3://s3cmd-bucket/");
  expect(listed.stdout.toString("utf8")).toMatch(/DIR.*tree\/[\s\S]*copy[\s\S]*large/);
  await s3cmd("sync", "s3://s3cmd-bucket/tree/", `${back}/`);
  expect(await treeDigest(back)).toEqual(await treeDigest(tree));

  await s3cmd("rm", "--recursive", "--force", "s3://s3cmd-bucket/");
  expect((await s3cmd("ls", "--recursive", "s3://s3cmd-bucket/")).stdout.length).toBe(0);
  await s3cmd("rb", "s3://s3cmd-bucket");
});

test("awscli lists, copies, syncs and removes, in parts above its own threshold", async (context) => {
  outsideProgram(context, "aws");
  await using folder = await temporaryFolder();
  const aws = awsOf(devnet.file.s3, folder.path);
  const tree = join(folder.path, "tree");
  const back = join(folder.path, "back");
  await copyRealTree(tree, { files: 20, bytes: 1_000_000 });
  // awscli sends files above 8 MiB in parts.
  const large = join(folder.path, "large");
  await writeFile(large, randomBytes(20_000_000));

  await aws("s3", "mb", "s3://aws-bucket");
  await aws("s3", "cp", large, "s3://aws-bucket/large", "--no-progress");
  await aws("s3", "cp", "s3://aws-bucket/large", join(folder.path, "large-back"), "--no-progress");
  await expectSameFile(join(folder.path, "large-back"), large);
  const head = await aws("s3api", "head-object", "--bucket", "aws-bucket", "--key", "large");
  expect(JSON.parse(head.stdout.toString("utf8"))).toMatchObject({
    ContentLength: 20_000_000,
    ETag: expect.stringMatching(/^"[0-9a-f]{32}-3"$/),
  });

  await aws("s3", "cp", "s3://aws-bucket/large", "s3://aws-bucket/copied/large");
  await aws("s3", "sync", tree, "s3://aws-bucket/tree", "--no-progress");
  await aws("s3", "sync", "s3://aws-bucket/tree", back, "--no-progress");
  expect(await treeDigest(back)).toEqual(await treeDigest(tree));

  const [gone = ""] = Object.keys(await treeDigest(tree));
  await rm(join(tree, gone));
  await aws("s3", "sync", tree, "s3://aws-bucket/tree", "--delete", "--no-progress");
  const listed = await aws("s3", "ls", "--recursive", "s3://aws-bucket/tree/");
  const lines = listed.stdout.toString("utf8").trimEnd().split("\n");
  expect(lines).toHaveLength(Object.keys(await treeDigest(tree)).length);

  await aws("s3", "rb", "s3://aws-bucket", "--force");
  expect((await aws("s3", "ls")).stdout.toString("utf8")).not.toContain("aws-bucket");
});
