import { expect, test } from "vitest";
import { fieldsOf } from "../http/fields.ts";
import { uploadAssignment } from "./assignment-pool.ts";

test("an assignment keeps its issuer's word for whom it passed over; nobody needs none", () => {
  const answer = { number: 3, nodes: [{ node: "a", url: "http://a/" }], passedOver: ["b"] };
  const signed = fieldsOf("http://issuer", { ...answer, signature: "AQI=" });
  expect(uploadAssignment(signed)).toEqual({
    number: 3,
    nodes: [{ node: "a", url: "http://a" }],
    passedOver: ["b"],
    signature: Uint8Array.of(1, 2),
  });
  const unsigned = fieldsOf("http://issuer", { ...answer, passedOver: [] });
  expect(uploadAssignment(unsigned).signature).toEqual(new Uint8Array());
});
