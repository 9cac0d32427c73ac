import { createHash } from "node:crypto";
import { Agent, type IncomingHttpHeaders, type IncomingMessage, request } from "node:http";
import { pipeline, type Readable } from "node:stream";
import type { S3Access } from "../devnet/devnet-file.ts";
import { encodePath, encodeQuery, signRequest } from "./signature.ts";

export type S3Request = Readonly<{
  method: string;
  /** `/bucket/key`, decoded. */
  path: string;
  query?: Readonly<Record<string, string>>;
  headers?: Readonly<Record<string, string>>;
  body?: Uint8Array;
  /** A body of `size` bytes in place of `body`; its hash can't be known ahead, so that `payloadHash` must be given. */
  stream?: Readonly<{ size: number; source: Readable }>;
  /** Signed in place of the body's SHA-256, such as `UNSIGNED-PAYLOAD`. */
  payloadHash?: string;
  /** Changes what is sent after it was signed. */
  tamper?: (headers: Readonly<Record<string, string>>) => Readonly<Record<string, string>>;
  /** Closes the connection after this many bytes of the body. */
  breakOffAfter?: number;
}>;

export type S3Answer = Readonly<{
  status: number;
  headers: IncomingHttpHeaders;
  body: Buffer;
  /** `Code` of an error document; empty otherwise. */
  code: string;
}>;

const answerMs = 120_000;

/** A small S3 client that sends exactly what it is told to, right or wrong, over kept connections. */
export class S3Client implements Disposable {
  readonly #s3: S3Access;
  readonly #agent = new Agent({ keepAlive: true });

  constructor(s3: S3Access) {
    this.#s3 = s3;
  }

  async send(order: S3Request): Promise<S3Answer> {
    const response = await this.open(order);
    const chunks: Buffer[] = [];
    for await (const chunk of response) chunks.push(chunk as Buffer);
    const body = Buffer.concat(chunks);
    const [, code = ""] = /<Code>(.*?)<\/Code>/.exec(body.toString("utf8", 0, 4_096)) ?? [];
    return { status: response.statusCode ?? 0, headers: response.headers, body, code };
  }

  /** Sends and hands over the answer before its body. */
  open(order: S3Request): Promise<IncomingMessage> {
    const { method, path, query = {}, body = new Uint8Array(0), stream, tamper } = order;
    const payloadHash = order.payloadHash ?? createHash("sha256").update(body).digest("hex");
    const headers = { "content-length": `${stream?.size ?? body.length}`, ...order.headers };
    const signed = signRequest({ method, path, query, headers, payloadHash }, this.#s3);
    const { hostname, port } = new URL(this.#s3.endpoint);
    const text = encodeQuery(query);
    const target = `${encodePath(path)}${text === "" ? "" : `?${text}`}`;

    return new Promise((resolve, reject) => {
      const outgoing = request(
        {
          agent: this.#agent,
          hostname,
          port,
          method,
          path: target,
          headers: tamper?.(signed) ?? signed,
          timeout: answerMs,
        },
        resolve,
      );
      outgoing.on("error", reject);
      outgoing.on("timeout", () => outgoing.destroy(new Error(`${method} ${path}: no answer`)));
      if (stream !== undefined)
        pipeline(stream.source, outgoing, (error) => {
          if (error !== null && error !== undefined) reject(error);
        });
      else if (order.breakOffAfter === undefined) outgoing.end(body);
      else outgoing.write(body.subarray(0, order.breakOffAfter), () => outgoing.destroy());
    });
  }

  /** Like `send`, for what must succeed. */
  async succeed(order: S3Request): Promise<S3Answer> {
    const answer = await this.send(order);
    if (answer.status < 300) return answer;
    throw new Error(
      `${order.method} ${order.path} answers ${answer.status}: ${answer.body.toString("utf8", 0, 2_000)}`,
    );
  }

  createBucket(bucket: string, headers: Readonly<Record<string, string>> = {}): Promise<S3Answer> {
    return this.succeed({ method: "PUT", path: `/${bucket}`, headers });
  }

  put(
    path: string,
    body: Uint8Array,
    headers: Readonly<Record<string, string>> = {},
  ): Promise<S3Answer> {
    return this.succeed({ method: "PUT", path, body, headers });
  }

  get(path: string, headers: Readonly<Record<string, string>> = {}): Promise<S3Answer> {
    return this.succeed({ method: "GET", path, headers });
  }

  /** Every key of a bucket, page by page. */
  async list(bucket: string): Promise<readonly string[]> {
    const keys: string[] = [];
    for (let token: string | undefined = ""; token !== undefined; ) {
      const query = { "list-type": "2", ...(token === "" ? {} : { "continuation-token": token }) };
      const { body } = await this.succeed({ method: "GET", path: `/${bucket}`, query });
      const text = body.toString("utf8");
      keys.push(...[...text.matchAll(/<Key>(.*?)<\/Key>/g)].map(([, key = ""]) => plainText(key)));
      token = /<NextContinuationToken>(.*?)</.exec(text)?.[1];
    }
    return keys;
  }

  [Symbol.dispose](): void {
    this.#agent.destroy();
  }
}

const entities: Readonly<Record<string, string>> = {
  "&lt;": "<",
  "&gt;": ">",
  "&quot;": '"',
  "&apos;": "'",
  "&amp;": "&",
};

function plainText(xml: string): string {
  return xml
    .replace(/&(lt|gt|quot|apos|amp);/g, (found) => entities[found] ?? found)
    .replace(/&#x([0-9a-f]+);/gi, (_, hex) => String.fromCodePoint(Number.parseInt(hex, 16)));
}
