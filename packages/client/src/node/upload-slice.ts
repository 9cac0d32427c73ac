import {
  type Custody,
  CustodySchema,
  decodeMessage,
  equalBytes,
  fromBase64,
  verifyCustody,
} from "@stos/codec";
import type { SliceContent, SliceDigest } from "@stos/storage";
import { fieldsOf } from "../http/fields.ts";
import { type HttpClient, reasonOf } from "../http/http-client.ts";
import { readShortJson, statusError } from "../http/json.ts";
import type { MetaChain } from "../meta/meta-chain.ts";
import { NetworkError } from "../network-error.ts";
import type { UploadAssignment } from "../session/assignment-pool.ts";
import { isStatus } from "../session/issuer-client.ts";
import type { Session } from "../session/session.ts";

export type StoredBytes = Readonly<{ pieces: readonly Uint8Array[]; digest: SliceDigest }>;

export type UploadContext = Readonly<{
  http: HttpClient;
  meta: MetaChain;
  signal?: AbortSignal | undefined;
}>;

/** Milliseconds until all replicas have a slice on disk. */
const uploadTimeoutMs = 60_000;
/** Draws that one slice may spend. */
const attemptsMax = 4;

/**
 * Puts a slice on `replicas` nodes of a draw; a draw with a failing node is abandoned for a new one. Throws the last
 * failure, at once where it is the session's and not a node's.
 */
export async function uploadSlice(
  context: UploadContext,
  session: Session,
  stored: StoredBytes,
  replicas: number,
): Promise<SliceContent> {
  for (let attempt = 1; ; attempt += 1) {
    context.signal?.throwIfAborted();
    const assignment = await session.assignments.take(stored.digest.size, replicas);
    try {
      return await uploadTo(context, session, stored, assignment);
    } catch (error) {
      context.signal?.throwIfAborted();
      if (isOfSession(error)) throw error;
      if (isReceiptBehind(error)) throw sessionSpent(session);
      reportFailure(session, assignment, error);
      if (attempt === attemptsMax) throw error;
    }
  }
}

async function uploadTo(
  context: UploadContext,
  session: Session,
  stored: StoredBytes,
  assignment: UploadAssignment,
): Promise<SliceContent> {
  const { size } = stored.digest;
  const books = assignment.nodes.map((node) => session.book(node));
  for (const book of books) book.beginUpload(size);
  let outcome: "kept" | "failed" = "failed";
  try {
    await Promise.all(books.map((book) => session.ensureAllowance(book, 0n)));
    const custody = await putInOrder(context, session, stored, assignment);
    await requireCustody(context, session, { stored, assignment, custody });
    outcome = "kept";
    const { id } = stored.digest;
    return {
      id,
      size: BigInt(size),
      custody: [...custody],
      passedOver: [...assignment.passedOver],
      assignmentSignature: assignment.signature,
    };
  } finally {
    for (const book of books) book.endUpload(size, outcome);
    if (outcome === "kept") session.flushSoon();
  }
}

/** A receipt that a newer one overtook on its way is refused once nothing else is open at the node: the newest is sent then. */
async function putInOrder(
  context: UploadContext,
  session: Session,
  stored: StoredBytes,
  assignment: UploadAssignment,
): Promise<readonly Custody[]> {
  try {
    return await putSlice(context, session, stored, assignment);
  } catch (error) {
    if (!isStatus(error, "receipt-decreasing")) throw error;
    return putSlice(context, session, stored, assignment);
  }
}

async function putSlice(
  { http, signal }: UploadContext,
  session: Session,
  { pieces, digest }: StoredBytes,
  { number, nodes }: UploadAssignment,
): Promise<readonly Custody[]> {
  const [first] = nodes;
  if (first === undefined) throw new RangeError("an assignment without nodes");
  const books = nodes.map((node) => session.book(node));
  const receipts = books.map((book) => book.receipt());
  const totals = books.map((book) => book.signedTotal);
  const url = `${first.url}/slices/${session.idHex}/${number}`;

  const answer = await http.exchange(url, {
    method: "PUT",
    headers: {
      "content-type": "application/octet-stream",
      "x-stratos-nodes": nodes.map(({ node }) => node).join(","),
      "x-stratos-allowances": books.map((book) => book.allowance ?? "").join(","),
      "x-stratos-receipts": receipts.join(","),
      "x-stratos-slice": Buffer.from(digest.id).toString("hex"),
    },
    body: pieces,
    timeoutMs: uploadTimeoutMs,
    signal,
  });
  const body = await readShortJson(answer, url);
  if (answer.status !== 201) throw statusError(url, answer.status, body);
  for (const [index, book] of books.entries()) book.acknowledge(totals[index] ?? 0n);
  return fieldsOf(url, body)
    .texts("custody")
    .map((encoded) => decodeMessage(CustodySchema, fromBase64(encoded)));
}

/** Every node of the draw signed, in order, for exactly these bytes under this number. */
async function requireCustody(
  { meta, signal }: UploadContext,
  session: Session,
  {
    stored: { digest },
    assignment: { number, nodes },
    custody,
  }: Readonly<{ stored: StoredBytes; assignment: UploadAssignment; custody: readonly Custody[] }>,
): Promise<void> {
  for (const [index, { node, url }] of nodes.entries()) {
    const statement = custody[index];
    const key = await meta.nodeKey(node, signal);
    const isRight =
      statement !== undefined &&
      key !== undefined &&
      statement.node === node &&
      statement.number === number &&
      statement.size === BigInt(digest.size) &&
      equalBytes(statement.session, session.id) &&
      equalBytes(statement.slice, digest.id) &&
      verifyCustody(session.domain, statement, key);
    if (!isRight)
      throw new NetworkError({
        code: "answer-invalid",
        url,
        reason: `${node} signed no custody of the slice`,
      });
  }
}

function reportFailure(
  session: Session,
  { number, nodes }: UploadAssignment,
  error: unknown,
): void {
  const named = failedNode(error);
  const node = nodes.find((each) => each.node === named) ?? nodes[0];
  if (node === undefined) return;
  session.assignments.dropNode(node.node);
  const ask = {
    kind: "failed",
    number,
    node: node.node,
    reason: reasonOf(error).slice(0, 200),
  } as const;
  session.issuer.ask(ask).catch(() => undefined);
}

/** The node that the first of the chain names where a later one failed. */
function failedNode(error: unknown): string | undefined {
  if (!(error instanceof NetworkError) || error.failure.code !== "status") return undefined;
  const { details } = error.failure;
  const node = (details as Readonly<Record<string, unknown>> | undefined)?.["node"];
  return typeof node === "string" ? node : undefined;
}

/** A node of the draw counts more than this client has signed for: an answer got lost after it had kept a slice. */
function isReceiptBehind(error: unknown): boolean {
  if (isStatus(error, "receipt-behind")) return true;
  if (!(error instanceof NetworkError) || error.failure.code !== "status") return false;
  const { details } = error.failure;
  return (
    (details as Readonly<Record<string, unknown>> | undefined)?.["reason"] === "receipt-behind"
  );
}

/** To sign on trust for a whole slice would cost more than another session, whose counts begin anew. */
function sessionSpent({ idHex }: Session): NetworkError {
  return new NetworkError({
    code: "status",
    url: `session ${idHex}`,
    status: 402,
    name: "session-closed",
    reason: "a node counts more than was signed for",
    details: {},
  });
}

/** Another draw wouldn't help. */
function isOfSession(error: unknown): boolean {
  return isStatus(
    error,
    "session-closed",
    "session-unknown",
    "ozone-exhausted",
    "not-permitted",
    "not-enough-nodes",
    "signature-wrong",
  );
}
