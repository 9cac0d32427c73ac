import { noz, wei } from "@stos/units";
import { expect, test } from "vitest";
import { lookUp } from "../ordered-map.ts";
import { applyOperation } from "./apply-operation.ts";
import { newEconomy } from "./state.ts";

const stos = 10n ** 18n;
const deposit = wei(100n * stos);
const started = applyOperation(
  applyOperation(newEconomy(), {
    op: "genesis",
    forSale: noz(10n ** 12n),
    nodes: ["a", "b", "c"].map((id) => ({ id, deposit })),
    metas: [],
    validators: [],
  }).state,
  { op: "prepay", user: "u", payment: wei(stos) },
).state;

test("consuming onto many nodes at once comes to the same as one by one", () => {
  const parts = [
    { id: "a", traffic: noz(5n) },
    { id: "c", traffic: noz(7n) },
  ];
  const together = applyOperation(started, { op: "consume-many", user: "u", traffic: parts });
  const apart = parts.reduce(
    (state, { id, traffic }) =>
      applyOperation(state, { op: "consume", user: "u", node: id, ozone: traffic }).state,
    started,
  );

  expect(together.outcome).toEqual({ op: "consume", consumed: 12n });
  for (const id of ["a", "b", "c"])
    expect(lookUp(together.state.traffic, id)).toBe(lookUp(apart.traffic, id));
  expect(lookUp(together.state.balances, "u")).toBe(lookUp(apart.balances, "u"));
});

test.each([
  ["more than the balance", [{ id: "a", traffic: noz(10n ** 12n) }], "ozone-balance-exceeded"],
  ["an unknown node", [{ id: "x", traffic: noz(1n) }], "node-unknown"],
  ["nothing", [], "amount-is-zero"],
])("consuming %s onto many nodes is refused", (_, traffic, code) => {
  const consume = () => applyOperation(started, { op: "consume-many", user: "u", traffic });
  expect(consume).toThrow(expect.objectContaining({ failure: expect.objectContaining({ code }) }));
});

test("a node named twice is a caller's bug", () => {
  const traffic = [
    { id: "a", traffic: noz(1n) },
    { id: "a", traffic: noz(1n) },
  ];
  const consume = () => applyOperation(started, { op: "consume-many", user: "u", traffic });
  expect(consume).toThrow(RangeError);
});
