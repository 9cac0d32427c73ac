import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { makeBook, pagePaths, pagesFolder } from "./book.ts";
import { fillMarkers } from "./markers.ts";

const root = fileURLToPath(new URL("../../../", import.meta.url));
const pageOf = (path: string) => readFileSync(join(root, path), "utf8");

test("the checked-in pages and plots are what the reducer and the shipped scenarios come to (npm run generate:economy)", async () => {
  const book = await makeBook(root);
  const wrong = [...book].filter(([path, text]) => {
    const file = join(root, path);
    return !existsSync(file) || readFileSync(file, "utf8") !== text;
  });
  expect(wrong.map(([path]) => path)).toEqual([]);

  const plots = readdirSync(join(root, pagesFolder, "plots"));
  expect(plots.filter((file) => !book.has(`${pagesFolder}/plots/${file}`))).toEqual([]);
}, 300_000);

test("a figure stands between its markers, in its line or as a block, and is replaced by the next", () => {
  const page =
    "One <!-- figure:a -->old<!-- /figure --> and\n\n<!-- figure:b --><!-- /figure -->\n";
  const { page: filled, used } = fillMarkers(page, { a: "1", b: "| x |\n| - |" });
  expect(filled).toBe(
    "One <!-- figure:a -->1<!-- /figure --> and\n\n<!-- figure:b -->\n\n| x |\n| - |\n\n<!-- /figure -->\n",
  );
  expect(used).toEqual(["a", "b"]);
  expect(fillMarkers(filled, { a: "1", b: "| x |\n| - |" }).page).toBe(filled);
});

test("a page that wants a figure which nobody makes is refused, and so is a figure at the beginning of its line", () => {
  const marker = "<!-- figure:one --><!-- /figure -->";
  expect(() => fillMarkers(`A ${marker}`, {})).toThrow("no chapter makes the figure one");
  expect(() => fillMarkers(`\n${marker}`, { one: "1" })).toThrow("must not begin its line");
});

test("links to a heading of these pages lead to one", () => {
  const broken = pagePaths(root).flatMap((path) =>
    [...pageOf(path).matchAll(/\]\(([^)#\s:]*)#([^)]+)\)/g)]
      .map(([, target = "", anchor = ""]) => ({
        from: path,
        to: target === "" ? path : join(dirname(path), target),
        anchor,
      }))
      .filter(({ to, anchor }) => !anchorsOf(pageOf(to)).includes(anchor)),
  );
  expect(broken).toEqual([]);
});

/** As GitHub makes them. */
function anchorsOf(page: string): readonly string[] {
  return [...page.matchAll(/^#+ (.*)$/gm)].map(([, heading = ""]) =>
    heading
      .toLowerCase()
      .replace(/[^\p{L}\p{N} _-]/gu, "")
      .replaceAll(" ", "-"),
  );
}
