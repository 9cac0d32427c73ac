import {
  type Ed25519PrivateKey,
  type StatementDomain,
  signAssignment,
  toBase64,
} from "@stos/codec";
import type { AskAnswer } from "./answer-asks.ts";

type Signing = Readonly<{ domain: StatementDomain; key: Ed25519PrivateKey; session: Uint8Array }>;

/**
 * Signs whom each draw passed over, so that the chain believes it and a user can't choose his nodes. A number is given once, so
 * there is one such statement for it.
 */
export function signAssignments(answer: AskAnswer, { domain, key, session }: Signing): AskAnswer {
  if (!("assignments" in answer)) return answer;
  return {
    assignments: answer.assignments.map((assignment) => {
      const { number, passedOver } = assignment;
      if (passedOver.length === 0) return assignment;
      const terms = { session, number, passedOver: [...passedOver] };
      return { ...assignment, signature: toBase64(signAssignment(domain, terms, key)) };
    }),
  };
}
