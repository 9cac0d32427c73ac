import { mkdir, rm } from "node:fs/promises";
import { join } from "node:path";
import { expect } from "vitest";
import type { S3Access } from "../devnet/devnet-file.ts";
import { copyRealTree, type TreeSize } from "../files/real-tree.ts";
import { fileDigest, treeDigest } from "../files/tree-digest.ts";
import { rcloneOf } from "./rclone.ts";
import { resticOf } from "./restic.ts";

/** Where a story happens: the service, a folder for its files, and how much it moves. */
export type Move = Readonly<{ s3: S3Access; folder: string; size: TreeSize }>;

/** A tree goes in by `rclone copy`, comes out the same, loses what the source loses, and is read in ranges. */
export async function moveTreeWithRclone({ s3, folder, size }: Move): Promise<TreeSize> {
  const rclone = rcloneOf(s3, folder);
  const tree = join(folder, "tree");
  const moved = await copyRealTree(tree, size);
  const remote = "stratos:rclone-tree/some/prefix";

  await rclone(["mkdir", "stratos:rclone-tree"]);
  await rclone(["copy", tree, remote, "--transfers", "4"]);
  const { stderr } = await rclone(["check", "--download", tree, remote]);
  expect(stderr).toContain("0 differences found");

  await expectRanges(rclone, { tree, remote });

  const before = await treeDigest(tree);
  const gone = Object.keys(before).filter((_, index) => index % 5 === 0);
  for (const path of gone) await rm(join(tree, path));
  await rclone(["sync", tree, remote]);
  const listed = await rclone(["lsf", "-R", "--files-only", remote]);
  const names = listed.stdout.toString("utf8").trimEnd().split("\n").sort();
  expect(names).toEqual(Object.keys(await treeDigest(tree)).sort());
  const again = await rclone(["check", "--download", tree, remote]);
  expect(again.stderr).toContain("0 differences found");
  return moved;
}

async function expectRanges(
  rclone: ReturnType<typeof rcloneOf>,
  { tree, remote }: Readonly<{ tree: string; remote: string }>,
): Promise<void> {
  const largest = await rclone(["lsf", "-R", "--files-only", "--format", "sp", tree]);
  const [, path = ""] =
    largest.stdout
      .toString("utf8")
      .trimEnd()
      .split("\n")
      .map((line) => /^(\d+);(.*)$/.exec(line) ?? [])
      .sort(([, a], [, b]) => Number(b) - Number(a))
      .map(([, , name]) => ["", name ?? ""])[0] ?? [];
  const ranges = [
    [0, 1],
    [65_519, 3],
    [65_535, 65_538],
    [1_000_003, 777_777],
  ] as const;
  for (const [offset, count] of ranges) {
    const words = ["cat", "--offset", `${offset}`, "--count", `${count}`];
    const local = await rclone([...words, `${tree}/${path}`]);
    const remotely = await rclone([...words, `${remote}/${path}`]);
    expect(local.stdout.length).toBe(count);
    expect(remotely.stdout.equals(local.stdout)).toBe(true);
  }
}

/** A tree is backed up by restic, checked with every byte read, and restored byte for byte. */
export async function backUpWithRestic({ s3, folder, size }: Move): Promise<void> {
  const restic = resticOf(s3, "restic-repository", folder);
  const tree = join(folder, "tree");
  const target = join(folder, "restored");
  await copyRealTree(tree, size);
  await mkdir(target);

  await restic("init");
  await restic("backup", tree);
  await restic("check", "--read-data");
  await restic("restore", "latest", "--target", target);
  expect(await treeDigest(join(target, tree))).toEqual(await treeDigest(tree));
}

/** Two files are the same byte for byte. */
export async function expectSameFile(actual: string, expected: string): Promise<void> {
  expect(await fileDigest(actual)).toBe(await fileDigest(expected));
}
