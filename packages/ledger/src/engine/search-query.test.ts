import { expect, test } from "vitest";
import { heightRange, parseSearchQuery, satisfies } from "./search-query.ts";

test("conditions are joined by AND, with either quotes or none", () => {
  expect(
    parseSearchQuery(`message.sender='st1 x' AND tx.height>=5 AND a.b CONTAINS "y" AND c.d EXISTS`),
  ).toEqual([
    { key: "message.sender", comparison: "=", value: "st1 x", operand: "text" },
    { key: "tx.height", comparison: ">=", value: "5", operand: "number" },
    { key: "a.b", comparison: "CONTAINS", value: "y", operand: "text" },
    { key: "c.d", comparison: "EXISTS", value: "", operand: "none" },
  ]);
});

test.each([
  "",
  "a",
  "a=",
  "a=='b'",
  "a='b' OR c='d'",
  "a='b' AND",
  "a='b",
  "a>TIME 2020",
  Array(17).fill("a='b'").join(" AND "),
])("%j is refused", (query) => {
  expect(() => parseSearchQuery(query)).toThrow(
    expect.objectContaining({ failure: expect.objectContaining({ code: "query-malformed" }) }),
  );
});

test("heights narrow to a range with both ends in it", () => {
  expect(
    heightRange(parseSearchQuery("tx.height>4 AND tx.height<=9 AND x.y='z'"), "tx.height"),
  ).toEqual({ from: 5, to: 9 });
  expect(heightRange(parseSearchQuery("tx.height=7"), "tx.height")).toEqual({ from: 7, to: 7 });
});

test("numbers compare as numbers, however long", () => {
  const [condition] = parseSearchQuery("transfer.amount>99999999999999999999");
  expect(condition && satisfies(condition, "100000000000000000000")).toBe(true);
  expect(condition && satisfies(condition, "9")).toBe(false);
  expect(condition && satisfies(condition, "12st")).toBe(false);
});

test.each([
  ["a.b=100", "100wei", true],
  ["a.b>99.5", "99.6stake", true],
  ["a.b<=99.5", "99.50", true],
  ["a.b>5", "stake", false],
  ["a.b='100'", "100wei", false],
  ["a.b>TIME 2013-05-03T14:45:00Z", "2013-05-03T16:45:00.5+02:00", true],
  ["a.b<TIME 2013-05-03T14:45:00Z", "2013-05-03T14:45:00Z", false],
  ["a.b=DATE 2013-05-03", "2013-05-03", true],
  ["a.b>=DATE 2013-05-03", "2013-05-03T00:00:00Z", false],
  ["a.b EXISTS", "", true],
  ["a.b CONTAINS 'oo'", "foo", true],
])("%s decides of %j: %j", (query, value, expected) => {
  expect(parseSearchQuery(query).map((condition) => satisfies(condition, value))).toEqual([
    expected,
  ]);
});
