import { describe, expect, test } from "vitest";
import { replayVectors } from "../index.ts";

const genesis = { op: "genesis", l0: "1000", nodes: [["n", "1000"]] };
const file = (...ops: unknown[]) => ({ format: 1, vectors: [{ id: "own-1", ops }] });

test("a vector of one's own is replayed without expectations", () => {
  const ops = [
    genesis,
    { op: "prepay", user: "u", x: "1000" },
    { op: "consume", user: "u", node: "x", y: "1" },
  ];
  expect(replayVectors(file(...ops))).toMatchObject([
    {
      id: "own-1",
      steps: [
        { at: 1, int: { out: "500000000000" } },
        { at: 2, int: { rejected: "node-unknown" } },
      ],
      final: {
        int: { p: "1000000000000000000000", balance: { u: "500000000000" }, now: 0, solvent: true },
      },
      differences: [],
    },
  ]);
});

test("a difference says where it is, what was expected and what came", () => {
  const vector = {
    id: "own-2",
    ops: [genesis, { op: "prepay", user: "u", x: "1000" }],
    steps: [{ at: 1, int: { out: "7" } }],
    final: { int: { p: "1" } },
  };
  const [replay] = replayVectors({ format: 1, vectors: [vector] });
  expect(replay?.differences[0]).toEqual({
    at: 1,
    path: "int.out",
    expected: "7",
    actual: "500000000000",
  });
  expect(
    replay?.differences.find(({ at, path }) => at === "final" && path === "int.p"),
  ).toBeDefined();
});

test("a refusal that was not expected is a difference, and so is its absence", () => {
  const expecting = (int: unknown, x: string) => {
    const ops = [genesis, { op: "prepay", user: "u", x }];
    return replayVectors({ format: 1, vectors: [{ id: "v", ops, steps: [{ at: 1, int }] }] })[0]
      ?.differences;
  };
  expect(expecting({ out: "1" }, "0")).not.toEqual([]);
  expect(expecting({ rejected: "amount" }, "5")).not.toEqual([]);
  expect(expecting({ rejected: "amount" }, "0")).toEqual([]);
});

test("any text is an id", () => {
  const ops = [
    {
      ...genesis,
      nodes: [
        ["__proto__", "1"],
        ["10", "1"],
        ["9", "1"],
      ],
    },
    { op: "epoch" },
  ];
  const [replay] = replayVectors(file(...ops));
  expect(JSON.stringify(replay?.final?.int)).toContain(`"__proto__":"1000000000000000000"`);
});

describe("a wrong file is refused, and the refusal says where", () => {
  test.each([
    ["the file: not an object", null],
    ['the file: missing argument "format"', { vectors: [] }],
    ["the file: only format 1 is known", { format: 2, vectors: [] }],
    ['the file: "count" says 2, but there are 0 vectors', { format: 1, count: 2, vectors: [] }],
    ['vector 0 of the file: missing argument "id"', { format: 1, vectors: [{}] }],
    ['vector own-1, op 1: unknown op "mint"', file(genesis, { op: "mint" })],
    ['vector own-1, op 0: missing argument "op"', file({})],
    ['vector own-1, op 0 (prepay): missing argument "x"', file({ op: "prepay", user: "u" })],
    [
      'vector own-1, op 0 (prepay): unknown argument "minout"',
      file({ op: "prepay", user: "u", x: "1", minout: "1" }),
    ],
    [
      'vector own-1, op 0 (gas), "x": not a decimal of STOS, whole in wei: "1e3"',
      file({ op: "gas", x: "1e3" }),
    ],
    [
      'vector own-1, op 0 (gas), "x": not a decimal of STOS, whole in wei: 5',
      file({ op: "gas", x: 5 }),
    ],
    [
      'vector own-1, op 0 (advance): "days" is not a non-negative integer: 1.5',
      file({ op: "advance", days: 1.5 }),
    ],
    ['vector own-1, op 0 (advance): missing argument "epochs" or "days"', file({ op: "advance" })],
    [
      'vector own-1, op 0 (genesis), "nodes" 0: not a pair of an id and a deposit',
      file({ ...genesis, nodes: [[1, "1"]] }),
    ],
    [
      'vector v, "params": "deposit_mode" is neither literal nor tracking: "x"',
      { format: 1, vectors: [{ id: "v", params: { deposit_mode: "x" }, ops: [] }] },
    ],
    [
      'vector v, step 0: "at" is 3, but there are 0 ops',
      { format: 1, vectors: [{ id: "v", ops: [], steps: [{ at: 3, int: {} }] }] },
    ],
  ])("%s", (message, wrong) => {
    expect(() => replayVectors(wrong)).toThrow(
      expect.objectContaining({ name: "EconomyError", message }),
    );
  });
});
