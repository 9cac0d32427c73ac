import type { Digest, PathOf } from "./digest.ts";
import type { History } from "./history.ts";
import { changesByBucket, sortedLeafChanges } from "./staged.ts";
import { editTree } from "./tree-edit.ts";
import { overlay, type TreeView } from "./tree-view.ts";

/** About ten hashes each, in one go. */
const rebuiltKeysMax = 4_096;

/** A module's tree at an earlier height, computed from the undo rows; undefined where too much has changed since. */
export function rebuiltView(
  newest: TreeView,
  history: History,
  { module, height, pathOf }: Readonly<{ module: number; height: number; pathOf: PathOf }>,
): TreeView | undefined {
  const old = history.since(height, module, rebuiltKeysMax);
  if (old === undefined) return undefined;

  const keys = new Map<Digest, Buffer | undefined>();
  const changes = [...old].map(([text, value]) => {
    const key = Buffer.from(text, "latin1");
    const path = pathOf(key);
    keys.set(path, value && key);
    return { path, value };
  });

  const edit = editTree(newest, newest.layout);
  for (const [bucket, own] of changesByBucket(newest, sortedLeafChanges(changes)))
    edit.apply(bucket, own);
  return overlay(newest, edit.finish({ now: keys, before: keys }).change);
}
