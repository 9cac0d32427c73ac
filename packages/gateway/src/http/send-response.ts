import { once } from "node:events";
import type { ServerResponse } from "node:http";
import type { Body } from "@stos/client";
import { S3Error } from "../s3-error.ts";
import { writePlainXml } from "../xml/write-xml.ts";
import { endWaiting } from "./keep-waiting.ts";
import { toWire } from "./request-headers.ts";
import type { S3Response } from "./s3-request.ts";

/** Sends an answer; a stream waits for the socket whenever its buffer is full. Returns the bytes of the body. */
export async function sendResponse(
  response: ServerResponse,
  answer: S3Response,
  { isHead, signal }: Readonly<{ isHead: boolean; signal: AbortSignal }>,
): Promise<number> {
  if (response.headersSent) return endWaiting(response, answer);
  for (const [name, value] of Object.entries(answer.headers ?? {})) {
    response.setHeader(name, toWire(value));
  }
  response.statusCode = answer.status;
  if (answer.body === undefined || isHead) {
    if (!isHead && answer.status === 200) response.setHeader("content-length", "0");
    response.end();
    return 0;
  }
  if (typeof answer.body === "string") {
    const bytes = Buffer.from(answer.body, "utf8");
    response.setHeader("content-type", "application/xml");
    response.setHeader("content-length", `${bytes.length}`);
    response.end(bytes);
    return bytes.length;
  }
  return streamBody(response, answer.body, signal);
}

/** S3's error document; HEAD and 304 have none. */
export function errorResponse(
  error: S3Error,
  { resource, requestId }: Readonly<{ resource: string; requestId: string }>,
): S3Response {
  const { code, details } = error.failure;
  const body = writePlainXml("Error", {
    Code: code,
    Message: error.message,
    ...details,
    Resource: resource,
    RequestId: requestId,
  });
  const headers: Record<string, string> = error.status === 503 ? { "retry-after": "1" } : {};
  return { status: error.status, headers, body };
}

/** Bytes that go out by one call of the system: a call for each piece of 64 KiB costs more than the encryption of it. */
const BATCH_BYTES = 512 * 1024;

async function streamBody(
  response: ServerResponse,
  body: Body,
  signal: AbortSignal,
): Promise<number> {
  let sent = 0;
  let batch: Uint8Array[] = [];
  let batchBytes = 0;
  const flush = async () => {
    const isRoomLeft = writeTogether(response, batch);
    batch = [];
    batchBytes = 0;
    if (!isRoomLeft) await once(response, "drain", { signal });
  };
  for await (const chunk of body) {
    signal.throwIfAborted();
    sent += chunk.length;
    batch.push(chunk);
    batchBytes += chunk.length;
    if (batchBytes >= BATCH_BYTES) await flush();
  }
  if (batchBytes > 0) await flush();
  const announced = Number(response.getHeader("content-length"));
  if (sent !== announced) {
    throw new S3Error({
      code: "InternalError",
      message: `The store gave ${sent} bytes where ${announced} were announced.`,
    });
  }
  response.end();
  return sent;
}

/** While a socket is corked it never tells that it has drained: it must be open again before anybody waits for that. */
function writeTogether(response: ServerResponse, pieces: readonly Uint8Array[]): boolean {
  response.cork();
  let isRoomLeft = true;
  for (const piece of pieces) isRoomLeft = response.write(piece);
  response.uncork();
  return isRoomLeft || !response.writableNeedDrain;
}
