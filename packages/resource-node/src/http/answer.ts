import type { ServerResponse } from "node:http";
import { NodeError, type NodeFailure } from "../node-error.ts";

const statuses: Readonly<Record<NodeFailure["code"], number>> = {
  "receipt-behind": 402,
  "receipt-invalid": 400,
  "receipt-decreasing": 409,
  "allowance-invalid": 400,
  "allowance-exceeded": 402,
  "session-unknown": 404,
  "session-closed": 409,
  "not-assigned": 403,
  "slice-missing": 404,
  "slice-mismatch": 422,
  "slice-too-large": 413,
  "slice-damaged": 503,
  "body-truncated": 400,
  "request-invalid": 400,
  "range-invalid": 416,
  "disk-full": 507,
  "read-only": 503,
  "replica-failed": 502,
  "network-unavailable": 503,
  "too-busy": 503,
  "route-unknown": 404,
};

export function answerJson(response: ServerResponse, status: number, body: unknown): void {
  const text = JSON.stringify(body);
  response.writeHead(status, {
    "content-type": "application/json",
    "content-length": Buffer.byteLength(text),
  });
  response.end(text);
}

/** A refusal becomes its status; once the head is out, only the end of the connection can tell. */
export function answerFailure(response: ServerResponse, error: unknown): void {
  if (response.headersSent || response.destroyed) {
    response.destroy();
    return;
  }
  if (!(error instanceof NodeError)) {
    const message = "the node failed: its log says more";
    answerJson(response, 500, { error: { code: "internal", message } });
    return;
  }
  const { failure, message } = error;
  // A body without bound isn't read to its end.
  if (failure.code === "slice-too-large") response.setHeader("connection", "close");
  answerJson(response, statuses[failure.code], { error: { message, ...fieldsOf(failure) } });
}

/** Amounts of noz are decimal text in JSON. */
function fieldsOf(failure: NodeFailure): Readonly<Record<string, unknown>> {
  return Object.fromEntries(
    Object.entries(failure).map(([name, value]) => [
      name,
      typeof value === "bigint" ? `${value}` : value,
    ]),
  );
}
