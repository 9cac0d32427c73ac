import { expect, test } from "vitest";
import { createSharedLookUp } from "./shared-look-up.ts";

function slowly() {
  const loads: PromiseWithResolvers<string>[] = [];
  const lookUp = createSharedLookUp((_: string) => {
    const load = Promise.withResolvers<string>();
    loads.push(load);
    return load.promise;
  });
  return { loads, lookUp };
}

test("an answer is never older than its question, and many questions share one look-up", async () => {
  const { loads, lookUp } = slowly();
  const first = lookUp("box");
  const later = [lookUp("box"), lookUp("box"), lookUp("box")];
  expect(loads.length).toBe(1);

  loads[0]?.resolve("old");
  expect(await first).toBe("old");
  await expect.poll(() => loads.length).toBe(2);
  loads[1]?.resolve("new");
  expect(await Promise.all(later)).toEqual(["new", "new", "new"]);
  expect(loads.length).toBe(2);
});

test("a failure is told to those who asked for it, and the next one looks anew", async () => {
  const { loads, lookUp } = slowly();
  const first = lookUp("box");
  const second = lookUp("box");
  loads[0]?.reject(new RangeError("away"));
  await expect(first).rejects.toThrow("away");
  await expect.poll(() => loads.length).toBe(2);
  loads[1]?.resolve("there");
  expect(await second).toBe("there");
});

test("names don't wait for each other", async () => {
  const { loads, lookUp } = slowly();
  void lookUp("a");
  const other = lookUp("b");
  loads[1]?.resolve("b");
  expect(await other).toBe("b");
});
