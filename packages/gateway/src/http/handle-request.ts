import { randomBytes } from "node:crypto";
import type { IncomingMessage, ServerResponse } from "node:http";
import { type Body, FilesError } from "@stos/client";
import { RequestBody } from "../body/request-body.ts";
import { s3ErrorOf } from "../files-failure.ts";
import type { Uploads } from "../multipart/uploads.ts";
import { checkBucketName, checkKey } from "../object/bucket-name.ts";
import { S3Error } from "../s3-error.ts";
import { type Authority, verifySignature } from "../signature/verify-signature.ts";
import type { AccessLog, AccessLogEntry } from "./access-log.ts";
import { isSlow, keepWaiting } from "./keep-waiting.ts";
import { readHeaders } from "./request-headers.ts";
import { readTarget } from "./request-target.ts";
import { route } from "./route.ts";
import type { S3Response } from "./s3-request.ts";
import { errorResponse, sendResponse } from "./send-response.ts";

export type Gateway = Readonly<{
  authority: Authority;
  uploads: Uploads;
  hostSuffix?: string;
  log: AccessLog;
  /** Milliseconds until an answer that takes long is begun. */
  patienceMs: number;
}>;

/** What is known of a request so far, for the log and for the failure that may come. */
type Progress = {
  operation: string;
  bucket?: string;
  key?: string;
  accessKeyId?: string;
  body?: RequestBody;
  fault?: string;
};

/** Made once: a reason of its own for each request would cost more than the request's head. */
const clientLeft = new DOMException("The client's connection is closed.", "AbortError");

/** One request from its head to the end of its answer: the only place where failures become S3's XML. */
export async function handleRequest(
  gateway: Gateway,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const requestId = randomBytes(8).toString("hex").toUpperCase();
  response.setHeader("x-amz-request-id", requestId);
  response.setHeader("x-amz-id-2", requestId);
  const started = gateway.authority.now();
  const broken = new AbortController();
  response.once("close", () => broken.abort(clientLeft));

  const progress: Progress = { operation: "unknown" };
  const outcome = await answerRequest(gateway, { request, response, requestId, progress, broken });

  const { body, ...described } = progress;
  gateway.log({
    event: "s3-request",
    requestId,
    time: new Date(started).toISOString(),
    remote: request.socket.remoteAddress ?? "",
    method: request.method ?? "",
    ...described,
    ...outcome,
    bytesIn: body?.received ?? 0,
    milliseconds: gateway.authority.now() - started,
  });
}

type Exchange = Readonly<{
  request: IncomingMessage;
  response: ServerResponse;
  requestId: string;
  progress: Progress;
  broken: AbortController;
}>;

async function answerRequest(
  gateway: Gateway,
  exchange: Exchange,
): Promise<Pick<AccessLogEntry, "status" | "bytesOut" | "code">> {
  const { request, response, requestId, progress, broken } = exchange;
  const sending = { isHead: request.method === "HEAD", signal: broken.signal };
  try {
    const performing = perform(gateway, exchange);
    const answer = isSlow(progress.operation)
      ? await keepWaiting(response, performing, gateway.patienceMs)
      : await performing;
    const bytesOut = await sendResponse(response, answer, sending);
    return { status: answer.status, bytesOut };
  } catch (error) {
    const failure = failureOf(error, progress);
    if (failure.failure.code === "InternalError") progress.fault = faultOf(error, broken.signal);
    const outcome = { status: failure.status, code: failure.failure.code, bytesOut: 0 };
    const hasBegun = response.headersSent && !isSlow(progress.operation);
    if (hasBegun || broken.signal.aborted) {
      // The announced length isn't reached, which tells the client that its answer isn't whole.
      response.destroy();
      return outcome;
    }
    if (!response.headersSent) prepareForError(request, response);
    const resource = request.url?.split("?")[0] ?? "";
    const bytesOut = await sendResponse(
      response,
      errorResponse(failure, { resource, requestId }),
      sending,
    );
    return { ...outcome, bytesOut };
  }
}

async function perform(
  { authority, uploads, hostSuffix }: Gateway,
  { request, response, progress, broken }: Exchange,
): Promise<S3Response> {
  const method = request.method ?? "";
  const headers = readHeaders(request);
  const target = readTarget(request.url ?? "/", headers.get("host") ?? "", hostSuffix);
  const { bucket, key, query, path } = target;
  const selected = route({ ...target, method, isCopy: headers.has("x-amz-copy-source") });
  progress.operation = selected.name;
  if (bucket !== undefined) progress.bucket = bucket;
  if (key !== undefined) progress.key = key;

  const verified = await verifySignature(authority, { method, path, query, headers });
  progress.accessKeyId = verified.accessKeyId;
  if (bucket !== undefined) checkBucketName(bucket);
  if (key !== undefined) checkKey(key);

  const body = new RequestBody({
    raw: receive(request, response),
    headers,
    payloadHash: verified.payloadHash,
    chunkSigning: verified.chunkSigning,
    hasChecksums: selected.name !== "completeMultipartUpload",
  });
  progress.body = body;

  const { owner, objects } = verified.credential;
  const account = { owner, objects, uploads, region: authority.region, now: authority.now };
  return selected.operation(account, {
    bucket: bucket ?? "",
    key: key ?? "",
    query,
    headers,
    body,
    signal: broken.signal,
  });
}

/** The bytes as they arrive. A client that waits for 100 Continue is asked for them only once somebody reads. */
async function* receive(
  request: IncomingMessage,
  response: ServerResponse,
): AsyncGenerator<Uint8Array, void, undefined> {
  if (request.headers.expect?.toLowerCase() === "100-continue") response.writeContinue();
  // The socket must outlive a reader that stops early: the answer goes over it.
  const stream: Body = {
    [Symbol.asyncIterator]: () => request.iterator({ destroyOnReturn: false }),
  };
  yield* stream;
}

/** What went wrong with the body goes before what the store made of it. */
function failureOf(error: unknown, { body }: Progress): S3Error {
  if (body?.failure !== undefined) return body.failure;
  if (error instanceof S3Error) return error;
  if (error instanceof FilesError) return s3ErrorOf(error);
  return new S3Error({ code: "InternalError" });
}

function faultOf(error: unknown, broken: AbortSignal): string {
  if (broken.aborted) return "The client broke off.";
  return error instanceof Error ? (error.stack ?? error.message) : `${error}`;
}

const LINGER_MS = 5_000;

function prepareForError(request: IncomingMessage, response: ServerResponse): void {
  for (const name of ["content-length", "content-range", "etag"]) response.removeHeader(name);
  if (!request.complete) closeAfterAnswer(request, response);
}

/**
 * The rest of the body isn't wanted. It is thrown away for a while, so that the client reads the answer instead of a reset
 * connection; then the connection is closed.
 */
function closeAfterAnswer(request: IncomingMessage, response: ServerResponse): void {
  response.setHeader("connection", "close");
  const { socket } = request;
  const timer = setTimeout(() => socket.destroy(), LINGER_MS);
  socket.once("close", () => clearTimeout(timer));
}
