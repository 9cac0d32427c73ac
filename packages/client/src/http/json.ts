import { NetworkError } from "../network-error.ts";
import type { ByteAnswer } from "./byte-exchange.ts";
import type { HttpAnswer, HttpClient, HttpRequest } from "./http-client.ts";
import { reasonOf } from "./http-client.ts";

/** Bytes of a JSON answer at most: a page of 1,000 manifests. */
const jsonBytesMax = 64 * 1024 * 1024;

export type JsonAnswer = Readonly<{ status: number; body: unknown }>;

/** One JSON request. Throws `NetworkError` unreachable, answer-invalid. */
export async function requestJson(
  http: HttpClient,
  url: string,
  request: HttpRequest = {},
): Promise<JsonAnswer> {
  const answer = await http.request(url, request);
  return { status: answer.statusCode, body: await readJson(answer, url, request.signal) };
}

/** The same where every status but 2xx is a failure: `NetworkError` status, with the code that the body names. */
export async function requireJson(
  http: HttpClient,
  url: string,
  request: HttpRequest = {},
): Promise<unknown> {
  const { status, body } = await requestJson(http, url, request);
  if (status < 200 || status > 299) throw statusError(url, status, body);
  return body;
}

/** Reads `{"error": {"code", "message", …}}` of the data plane and `{code, message}` of a grpc-gateway. */
export function statusError(url: string, status: number, body: unknown): NetworkError {
  const fields = isFields(body) ? body : {};
  const error = isFields(fields["error"]) ? fields["error"] : fields;
  const name = typeof error["code"] === "string" ? error["code"] : "";
  const reason = typeof error["message"] === "string" ? error["message"] : "no reason given";
  return new NetworkError({ code: "status", url, status, name, reason, details: error });
}

export async function readJson(
  answer: HttpAnswer,
  url: string,
  signal: AbortSignal | undefined,
): Promise<unknown> {
  const pieces: Uint8Array[] = [];
  let size = 0;
  try {
    for await (const piece of answer.body as AsyncIterable<Uint8Array>) {
      size += piece.length;
      if (size > jsonBytesMax)
        throw new NetworkError({ code: "answer-invalid", url, reason: "it is too long" });
      pieces.push(piece);
    }
  } catch (error) {
    signal?.throwIfAborted();
    if (error instanceof NetworkError) throw error;
    throw new NetworkError({ code: "unreachable", url, reason: reasonOf(error) });
  }
  return parseJson(Buffer.concat(pieces), url);
}

/** The JSON body of an answer in bulk that isn't one: a refusal, or word of what was stored. */
export async function readShortJson(answer: ByteAnswer, url: string): Promise<unknown> {
  return parseJson(await answer.whole(shortBytesMax), url);
}

const shortBytesMax = 1_048_576;

function parseJson(bytes: Buffer, url: string): unknown {
  if (bytes.length === 0) return undefined;
  try {
    return JSON.parse(bytes.toString("utf8"));
  } catch {
    throw new NetworkError({ code: "answer-invalid", url, reason: "it is no JSON" });
  }
}

export function isFields(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
