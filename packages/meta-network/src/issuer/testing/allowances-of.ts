import { AllowanceSchema, decodeMessage, fromBase64 } from "@stos/codec";

/** node → noz that the allowances of an answer name, as texts. */
export function allowancesOf(encoded: readonly string[]): Readonly<Record<string, string>> {
  const decoded = encoded.map((text) => decodeMessage(AllowanceSchema, fromBase64(text)));
  return Object.fromEntries(decoded.map(({ node, nozTotal }) => [node, nozTotal]));
}
