import fc from "fast-check";
import { expect, test } from "vitest";
import { cachedKeyValue } from "./cached-key-value.ts";
import type { KeyValueStore } from "./key-value.ts";
import { memoryKeyValue } from "./memory-key-value.ts";

const name = fc.integer({ min: 0, max: 7 }).map((number) => Buffer.of(0x73, 0, number));
const value = fc.option(fc.uint8Array({ minLength: 1, maxLength: 6 }), { nil: undefined });
const step = fc.oneof(
  fc.record({ kind: fc.constant("get"), keys: fc.array(name, { minLength: 1, maxLength: 3 }) }),
  fc.record({ kind: fc.constant("getMany"), keys: fc.array(name, { minLength: 1, maxLength: 5 }) }),
  fc.record({
    kind: fc.constant("write"),
    rows: fc.uniqueArray(fc.tuple(name, value), {
      minLength: 1,
      maxLength: 5,
      selector: ([key]) => key.toString("hex"),
    }),
  }),
  fc.record({ kind: fc.constant("settle") }),
);

test("whatever is read while rows are written, afterwards the cache answers as the rows do", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(step as fc.Arbitrary<Step>, { maxLength: 40 }),
      fc.constantFrom(0, 900, 1_000_000),
      fc.scheduler(),
      async (steps, bytesMax, scheduler) => {
        const rows = memoryKeyValue();
        const cached = cachedKeyValue(slow(rows, scheduler), bytesMax);
        let pending: Promise<unknown>[] = [];
        let writing: Promise<void> = Promise.resolve();
        const settle = async () => {
          await scheduler.waitFor(Promise.all([...pending, writing]));
          pending = [];
          for (let number = 0; number <= 7; number += 1) {
            const key = Buffer.of(0x73, 0, number);
            expect(cached.get(key)).toEqual(rows.get(key));
          }
        };

        for (const each of steps) {
          if (each.kind === "settle") await settle();
          else if (each.kind === "get") for (const key of each.keys) cached.get(key);
          else if (each.kind === "getMany") pending.push(cached.getMany(each.keys));
          else {
            // As in the store, one write at a time: the next begins when the one before has ended.
            const { rows: written } = each;
            writing = writing.then(() => cached.write(written));
          }
        }
        await settle();
      },
    ),
    { numRuns: 200 },
  );
});

test("a row is read once, an absent one too, and a written one not at all", async () => {
  const rows = memoryKeyValue();
  let reads = 0;
  const counted: KeyValueStore = {
    ...rows,
    get(key) {
      reads += 1;
      return rows.get(key);
    },
  };
  const cached = cachedKeyValue(counted);
  const [a, b] = [Buffer.from("a"), Buffer.from("b")];
  await cached.write([[a, Buffer.from("1")]]);
  for (const key of [a, b, a, b]) cached.get(key);
  expect(reads).toBe(1);
  expect(cached.get(a)).toEqual(Buffer.from("1"));
});

test("after a write that failed nothing that it named is remembered", async () => {
  const rows = memoryKeyValue();
  const key = Buffer.from("a");
  await rows.write([[key, Buffer.from("old")]]);
  const failing: KeyValueStore = {
    ...rows,
    async write(written) {
      await rows.write(written);
      throw new Error("the disk is gone");
    },
  };
  const cached = cachedKeyValue(failing);
  expect(cached.get(key)).toEqual(Buffer.from("old"));
  await expect(cached.write([[key, Buffer.from("new")]])).rejects.toThrow("the disk is gone");
  expect(cached.get(key)).toEqual(Buffer.from("new"));
  await rows.write([[key, Buffer.from("newer")]]);
  expect(cached.get(key)).toEqual(Buffer.from("newer"));
});

type Step =
  | Readonly<{ kind: "get"; keys: readonly Buffer[] }>
  | Readonly<{ kind: "getMany"; keys: readonly Buffer[] }>
  | Readonly<{ kind: "write"; rows: readonly (readonly [Buffer, Uint8Array | undefined])[] }>
  | Readonly<{ kind: "settle" }>;

/** Rows whose asynchronous calls take effect, and answer, when the scheduler says so. */
function slow(rows: KeyValueStore, scheduler: fc.Scheduler): KeyValueStore {
  return {
    ...rows,
    async getMany(keys) {
      await scheduler.schedule(Promise.resolve(), "read");
      const found = await rows.getMany(keys);
      await scheduler.schedule(Promise.resolve(), "answer");
      return found;
    },
    async write(written) {
      await scheduler.schedule(Promise.resolve(), "write");
      await rows.write(written);
      await scheduler.schedule(Promise.resolve(), "written");
    },
  };
}
