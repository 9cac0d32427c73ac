import type { ServerResponse } from "node:http";
import { XML_DECLARATION } from "../xml/write-xml.ts";
import type { S3Response } from "./s3-request.ts";

/** What may outlast a client's patience, because the bytes don't come from the client. None of them streams its answer. */
const SLOW = new Set(["copyObject", "uploadPartCopy", "completeMultipartUpload"]);

export function isSlow(operation: string): boolean {
  return SLOW.has(operation);
}

/**
 * Waits for an answer and, as S3 does, begins it with 200 and spaces meanwhile, so that the client doesn't give up. A failure after that stands as an
 * Error document in the body of the 200.
 */
export async function keepWaiting(
  response: ServerResponse,
  performing: Promise<S3Response>,
  everyMs: number,
): Promise<S3Response> {
  const timer = setInterval(() => {
    if (response.headersSent) return void response.write(" ");
    response.writeHead(200, { "content-type": "application/xml" });
    response.write(XML_DECLARATION);
  }, everyMs);
  try {
    return await performing;
  } finally {
    clearInterval(timer);
  }
}

/** Ends an answer that was begun while waiting. Returns the bytes of its document. */
export function endWaiting(response: ServerResponse, { body }: S3Response): number {
  const document = typeof body === "string" ? body.slice(XML_DECLARATION.length) : "";
  response.end(document);
  return Buffer.byteLength(document, "utf8");
}
