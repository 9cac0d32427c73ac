/** The head of an HTTP/1.1 answer whose body's length it announces. */
export type ResponseHead = Readonly<{
  status: number;
  /** By name in lower case. */
  headers: ReadonlyMap<string, string>;
  bodyBytes: number;
  /** Whether the connection serves again after the body. */
  isKept: boolean;
}>;

/** Bytes of a head at most. */
export const headBytesMax = 16_384;

const headEnd = Buffer.from("\r\n\r\n");

/** Where the head in `bytes` ends, its empty line included; undefined while that hasn't come. */
export function endOfHead(bytes: Buffer): number | undefined {
  const at = bytes.indexOf(headEnd);
  return at < 0 ? undefined : at + headEnd.length;
}

/**
 * Reads the strict part of HTTP/1.1 that a resource node speaks: no interim answers, no folded lines, no transfer
 * codings, one content-length. What is told twice or otherwise is undefined: two readers might cut it differently.
 */
export function parseResponseHead(head: string): ResponseHead | undefined {
  const [first = "", ...lines] = head.slice(0, -headEnd.length).split("\r\n");
  const status = Number(/^HTTP\/1\.1 ([2-5]\d\d)(?: [\t\x20-\x7e]*)?$/.exec(first)?.[1]);
  if (Number.isNaN(status)) return undefined;

  const headers = new Map<string, string>();
  for (const line of lines) {
    const [, name = "", value = ""] =
      /^([!#$%&'*+\-.^_`|~0-9A-Za-z]+):[\t ]*([\t\x20-\x7e\x80-\xff]*?)[\t ]*$/.exec(line) ?? [];
    if (name === "" || headers.has(name.toLowerCase())) return undefined;
    headers.set(name.toLowerCase(), value);
  }

  const bodyBytes = lengthOf(status, headers);
  if (bodyBytes === undefined) return undefined;
  return { status, headers, bodyBytes, isKept: headers.get("connection") !== "close" };
}

function lengthOf(status: number, headers: ReadonlyMap<string, string>): number | undefined {
  if (headers.has("transfer-encoding")) return undefined;
  const stated = headers.get("content-length");
  if (stated === undefined) return status === 204 || status === 304 ? 0 : undefined;
  return /^(0|[1-9]\d{0,14})$/.test(stated) ? Number(stated) : undefined;
}
