import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { makeBook } from "./book.ts";

/** Writes the figures of the economy's pages and their plots anew: `npm run generate:economy`. */
const root = fileURLToPath(new URL("../../../", import.meta.url));
for (const [path, text] of await makeBook(root)) {
  mkdirSync(dirname(join(root, path)), { recursive: true });
  writeFileSync(join(root, path), text);
}
