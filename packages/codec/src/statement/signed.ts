import {
  type Allowance,
  AllowanceSchema,
  type Assignment,
  AssignmentSchema,
  type Receipt,
  ReceiptSchema,
} from "../generated/stratos/meta/v1/tx_pb.ts";
import { type Ed25519PrivateKey, importEd25519PublicKey } from "../key/ed25519.ts";
import { encodeMessage } from "../message/message.ts";
import { type StatementDomain, type StatementKind, statementDigest } from "./statement.ts";

type Unsigned<T> = Omit<T, "$typeName" | "$unknown" | "signature">;

export type AllowanceTerms = Unsigned<Allowance>;
export type ReceiptTerms = Unsigned<Receipt>;
export type AssignmentTerms = Unsigned<Assignment>;

/** The issuer lets `node` be credited up to `nozTotal` in the session. */
export function signAllowance(
  domain: StatementDomain,
  terms: AllowanceTerms,
  issuer: Ed25519PrivateKey,
): AllowanceTerms & { signature: Uint8Array } {
  const digest = statementDigest("allowance", domain, allowanceBytes(terms));
  return { ...terms, signature: issuer.sign(digest) };
}

export function verifyAllowance(
  domain: StatementDomain,
  allowance: AllowanceTerms & Readonly<{ signature: Uint8Array }>,
  issuerKey: Uint8Array,
): boolean {
  const digest = statementDigest("allowance", domain, allowanceBytes(allowance));
  return importEd25519PublicKey(issuerKey).verify(digest, allowance.signature);
}

/** The issuer says whom it passed over in one numbered draw of the session. */
export function signAssignment(
  domain: StatementDomain,
  terms: AssignmentTerms,
  issuer: Ed25519PrivateKey,
): Uint8Array {
  return issuer.sign(statementDigest("assignment", domain, assignmentBytes(terms)));
}

export function verifyAssignment(
  domain: StatementDomain,
  terms: AssignmentTerms,
  proof: Readonly<{ key: Uint8Array; signature: Uint8Array }>,
): boolean {
  return verifyStatement("assignment", domain, assignmentBytes(terms), proof);
}

/** The session's key acknowledges `nozTotal` of traffic at `node`. */
export function signReceipt(
  domain: StatementDomain,
  terms: ReceiptTerms,
  session: Ed25519PrivateKey,
): ReceiptTerms & { signature: Uint8Array } {
  const digest = statementDigest("receipt", domain, receiptBytes(terms));
  return { ...terms, signature: session.sign(digest) };
}

export function verifyReceipt(
  domain: StatementDomain,
  receipt: ReceiptTerms & Readonly<{ signature: Uint8Array }>,
  sessionKey: Uint8Array,
): boolean {
  const digest = statementDigest("receipt", domain, receiptBytes(receipt));
  return importEd25519PublicKey(sessionKey).verify(digest, receipt.signature);
}

/** Signs bytes as they are: the body of an ask. */
export function signAsk(
  domain: StatementDomain,
  body: Uint8Array,
  session: Ed25519PrivateKey,
): Uint8Array {
  return session.sign(statementDigest("ask", domain, body));
}

export function verifyAsk(
  domain: StatementDomain,
  body: Uint8Array,
  proof: Readonly<{ key: Uint8Array; signature: Uint8Array }>,
): boolean {
  return verifyStatement("ask", domain, body, proof);
}

/** A node's network key consents to being registered by the owner `st…`. */
export function signNodeOwner(
  domain: StatementDomain,
  owner: string,
  node: Ed25519PrivateKey,
): Uint8Array {
  return node.sign(statementDigest("nodeOwner", domain, new TextEncoder().encode(owner)));
}

export function verifyNodeOwner(
  domain: StatementDomain,
  owner: string,
  proof: Readonly<{ key: Uint8Array; signature: Uint8Array }>,
): boolean {
  return verifyStatement("nodeOwner", domain, new TextEncoder().encode(owner), proof);
}

function verifyStatement(
  kind: StatementKind,
  domain: StatementDomain,
  statement: Uint8Array,
  { key, signature }: Readonly<{ key: Uint8Array; signature: Uint8Array }>,
): boolean {
  return importEd25519PublicKey(key).verify(statementDigest(kind, domain, statement), signature);
}

function allowanceBytes({ session, node, nozTotal, generation }: AllowanceTerms): Uint8Array {
  return encodeMessage(AllowanceSchema, { session, node, nozTotal, generation });
}

function assignmentBytes({ session, number, passedOver }: AssignmentTerms): Uint8Array {
  return encodeMessage(AssignmentSchema, { session, number, passedOver });
}

function receiptBytes({ session, node, nozTotal, byKind }: ReceiptTerms): Uint8Array {
  return encodeMessage(ReceiptSchema, { session, node, nozTotal, byKind });
}
