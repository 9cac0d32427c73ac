/** Run by the crash test: commits blocks without end, says each height once it is durable, ends with its parent. */
import { crashBlock, crashModules } from "./crash-blocks.ts";
import { openStateStore } from "./open.ts";

const [path] = process.argv.slice(2);
if (path === undefined) throw new Error("usage: crash-child PATH");
process.on("disconnect", () => process.exit(1));

const store = await openStateStore({ path, modules: crashModules });
for (;;) {
  const height = store.height + 1;
  await store.stage(height, crashBlock(height));
  process.send?.({ staged: height });
  await store.commit();
  process.send?.({ committed: height });
}
