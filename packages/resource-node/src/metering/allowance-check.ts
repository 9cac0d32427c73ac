import { type Allowance, toHex } from "@stos/codec";
import { NodeError } from "../node-error.ts";

/** Throws `NodeError` allowance-invalid unless it is for this session and node, of the issuer's present generation. */
export function requireAllowance(
  { session, node, generation, nozTotal }: Allowance,
  expected: Readonly<{ session: string; node: string; generation: number }>,
): void {
  if (toHex(session) !== expected.session || node !== expected.node)
    throw invalidAllowance("it is for another session or node");
  if (generation !== expected.generation) throw invalidAllowance("it is of another generation");
  if (!/^(0|[1-9]\d{0,19})$/.test(nozTotal)) throw invalidAllowance("its amount is none");
}

export function invalidReceipt(reason: string): NodeError {
  return new NodeError({ code: "receipt-invalid", reason });
}

export function invalidAllowance(reason: string): NodeError {
  return new NodeError({ code: "allowance-invalid", reason });
}
