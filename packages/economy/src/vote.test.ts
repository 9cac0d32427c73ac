import { expect, test } from "vitest";
import { isMetaNodeApproved, isMetaNodeKicked } from "./index.ts";

test("all existing meta nodes must approve; without any, the Foundation alone decides", () => {
  expect(isMetaNodeApproved({ electorate: 4n, yes: 4n })).toBe(true);
  expect(isMetaNodeApproved({ electorate: 4n, yes: 3n })).toBe(false);
  expect(isMetaNodeApproved({ electorate: 0n, yes: 0n })).toBe(true);
});

test("a threshold may be lower", () => {
  const twoThirds = { numerator: 2n, denominator: 3n };
  expect(isMetaNodeApproved({ electorate: 4n, yes: 3n }, twoThirds)).toBe(true);
  expect(isMetaNodeApproved({ electorate: 4n, yes: 2n }, twoThirds)).toBe(false);
});

test.each([
  { electorate: 2n, yes: 2n, isKicked: false },
  { electorate: 3n, yes: 2n, isKicked: false },
  { electorate: 3n, yes: 3n, isKicked: true },
  { electorate: 6n, yes: 4n, isKicked: false },
  { electorate: 6n, yes: 5n, isKicked: true },
])("$yes of $electorate others kick a meta node: $isKicked", ({ electorate, yes, isKicked }) => {
  expect(isMetaNodeKicked({ electorate, yes })).toBe(isKicked);
});
