import type { IncomingMessage } from "node:http";

/** Header values by lower-case name, decoded from UTF-8; several of one name joined by a comma, as SigV4 wants them. */
export type RequestHeaders = ReadonlyMap<string, string>;

export function readHeaders(request: IncomingMessage): RequestHeaders {
  const headers = new Map<string, string>();
  for (let at = 0; at + 1 < request.rawHeaders.length; at += 2) {
    const name = (request.rawHeaders[at] ?? "").toLowerCase();
    const value = fromWire(request.rawHeaders[at + 1] ?? "").trim();
    const earlier = headers.get(name);
    headers.set(name, earlier === undefined ? value : `${earlier},${value}`);
  }
  return headers;
}

/** Node hands headers over as Latin-1; clients send UTF-8. */
export function fromWire(value: string): string {
  return isAscii(value) ? value : Buffer.from(value, "latin1").toString("utf8");
}

export function toWire(value: string): string {
  return isAscii(value) ? value : Buffer.from(value, "utf8").toString("latin1");
}

function isAscii(value: string): boolean {
  return /^[\x20-\x7e\t]*$/.test(value);
}
