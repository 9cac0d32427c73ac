import { expect, test } from "vitest";
import { oneBucket } from "./layout.ts";
import { nodeSet } from "./node-set.ts";
import { createRecentTrees } from "./recent-trees.ts";
import type { TreeChange, TreeView } from "./tree-view.ts";

const newest: TreeView = {
  layout: oneBucket,
  node: () => "newest",
  page: () => undefined,
  key: () => undefined,
};

function change(root: string): TreeChange {
  return {
    layout: oneBucket,
    nodes: nodeSet(new Map([[1, root.padEnd(32)]])),
    pages: new Map([["a", Buffer.alloc(1_000)]]),
    keys: new Map(),
  };
}

test("recent trees stay within their bytes but for the least number of heights", () => {
  const recent = createRecentTrees({ bytesMax: 12_000, heightsMin: 3, heightsMax: 20 });
  for (let height = 1; height <= 30; height += 1)
    recent.push(height, new Map([[0, change(`before ${height}`)]]));
  const held = Array.from({ length: 30 }, (_, height) => height).filter(
    (height) => recent.view(height, 0, newest) !== undefined,
  );
  expect(held).toHaveLength(10);
  expect(held.at(0)).toBe(20);
  expect(recent.view(25, 0, newest)?.node(1)).toBe("before 26".padEnd(32));
  expect(recent.view(30, 0, newest)?.node(1)).toBe("newest");

  const least = createRecentTrees({ bytesMax: 1, heightsMin: 3, heightsMax: 20 });
  for (let height = 1; height <= 30; height += 1) least.push(height, new Map([[0, change("x")]]));
  expect(least.view(27, 0, newest)).toBeDefined();
  expect(least.view(26, 0, newest)).toBeUndefined();
});
