import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { replayVectors } from "../index.ts";

const path = new URL("../../../../vectors/economy/vectors.json", import.meta.url);
const file: { vectors: { id: string; title: string; steps: object[] }[] } = JSON.parse(
  readFileSync(path, "utf8"),
);

test("the file holds all of its vectors", () => {
  expect(file.vectors).toHaveLength(147);
});

describe("to the last unit", () => {
  test.each(file.vectors)("vector $id: $title", (vector) => {
    const [replay] = replayVectors({ format: 1, vectors: [vector] });
    expect(replay?.differences).toEqual([]);
    expect(replay?.steps).toHaveLength(vector.steps.length);
    expect(replay?.final !== undefined).toBe("final" in vector);
  });
});
