import { createHash } from "node:crypto";
import { request } from "node:http";
import { parseQuery } from "../http/query.ts";
import { canonicalRequest, stringToSign } from "../signature/canonical-request.ts";
import { deriveSigningKey, sign } from "../signature/signing-keys.ts";
import { formatTimestamp } from "../signature/timestamp.ts";
import { decodeUri } from "../signature/uri-encoding.ts";
import { accessKeyId, secretAccessKey } from "./gateway-fixture.ts";

export type SignedRequestOptions = Readonly<{
  method?: string;
  /** Encoded path with query, sent as it stands. */
  target: string;
  headers?: Readonly<Record<string, string>>;
  /** Sent after the signature was made. */
  unsignedHeaders?: Readonly<Record<string, string>>;
  body?: string | Buffer;
  payloadHash?: string;
  accessKeyId?: string;
  secretAccessKey?: string;
  region?: string;
  date?: Date;
  /** Ends the connection after the body instead of waiting until Content-Length is reached. */
  breakOff?: boolean;
  onFirstByte?: () => void;
}>;

export type PlainAnswer = Readonly<{
  status: number;
  headers: Readonly<Record<string, string | string[] | undefined>>;
  text: string;
  /** How often the server said 100 Continue. */
  continues: number;
}>;

/** Sends one request with our own signature: for what the SDKs don't let through. The published vectors vouch for the signature. */
export function sendSigned(port: number, options: SignedRequestOptions): Promise<PlainAnswer> {
  const { method = "GET", target, body = "", region = "us-east-1" } = options;
  const timestamp = formatTimestamp((options.date ?? new Date()).getTime());
  const payloadHash = options.payloadHash ?? createHash("sha256").update(body).digest("hex");
  const headers: Record<string, string> = {
    host: `127.0.0.1:${port}`,
    "x-amz-date": timestamp,
    "x-amz-content-sha256": payloadHash,
    ...options.headers,
  };
  const [path = "", query = ""] = target.split("?");
  const signedHeaders = Object.keys(headers).sort();
  const canonical = canonicalRequest({
    method,
    path: decodeUri(path),
    query: parseQuery(query),
    headers: new Map(Object.entries(headers)),
    signedHeaders,
    payloadHash,
  });
  const date = timestamp.slice(0, 8);
  const scope = `${date}/${region}/s3/aws4_request`;
  const key = deriveSigningKey(options.secretAccessKey ?? secretAccessKey, { date, region });
  const signature = sign(key, stringToSign(canonical, { timestamp, scope }));
  const credential = `${options.accessKeyId ?? accessKeyId}/${scope}`;
  const authorization = `AWS4-HMAC-SHA256 Credential=${credential},SignedHeaders=${signedHeaders.join(";")},Signature=${signature}`;
  return send(port, { ...options, headers: { ...headers, authorization } });
}

/** Sends one request as it stands. */
export function send(
  port: number,
  {
    method = "GET",
    target,
    headers,
    unsignedHeaders,
    body = "",
    breakOff,
    onFirstByte,
  }: SignedRequestOptions,
): Promise<PlainAnswer> {
  return new Promise((resolve, reject) => {
    let continues = 0;
    const outgoing = request(
      {
        host: "127.0.0.1",
        port,
        method,
        path: target,
        headers: { ...headers, ...unsignedHeaders },
      },
      (response) => {
        const chunks: Buffer[] = [];
        response.on("data", (chunk: Buffer) => chunks.push(chunk));
        response.once("data", () => onFirstByte?.());
        response.on("error", reject);
        response.on("end", () =>
          resolve({
            status: response.statusCode ?? 0,
            headers: response.headers,
            text: Buffer.concat(chunks).toString("utf8"),
            continues,
          }),
        );
      },
    );
    outgoing.on("error", reject);
    if ("expect" in (headers ?? {})) {
      outgoing.on("continue", () => {
        continues += 1;
        outgoing.end(body);
      });
      outgoing.flushHeaders();
    } else if (breakOff === true) outgoing.write(body, () => outgoing.destroy());
    else outgoing.end(body);
  });
}
