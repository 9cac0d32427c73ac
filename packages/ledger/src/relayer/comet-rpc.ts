import { RelayerError } from "./relayer-error.ts";

/** Asks a node's CometBFT RPC; answers the method's `result`. Throws `RelayerError`. */
export type CometRpc = (
  method: string,
  params: Readonly<Record<string, unknown>>,
  signal: AbortSignal,
) => Promise<JsonReader>;

const answerBytesMax = 8 * 1024 * 1024;
const timeoutMs = 15_000;

export function cometRpc(url: string): CometRpc {
  return async (method, params, signal) => {
    const answer = readJson(await post(url, { jsonrpc: "2.0", id: 1, method, params }, signal));
    const error = answer.optional("error");
    if (error === undefined) return answer.at("result");
    const reason = `${error.optional("message")?.text() ?? ""} ${error.optional("data")?.text() ?? ""}`;
    throw new RelayerError({ code: "unreachable", url, reason: `${method}: ${reason.trim()}` });
  };
}

async function post(url: string, body: unknown, signal: AbortSignal): Promise<unknown> {
  try {
    const response = await fetch(url, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify(body),
      signal: AbortSignal.any([signal, AbortSignal.timeout(timeoutMs)]),
    });
    return JSON.parse(await bodyText(response));
  } catch (error) {
    signal.throwIfAborted();
    const reason = error instanceof Error ? error.message : String(error);
    throw new RelayerError({ code: "unreachable", url, reason });
  }
}

async function bodyText({ body }: Response): Promise<string> {
  const parts: Uint8Array[] = [];
  let byteLength = 0;
  for await (const part of body ?? []) {
    byteLength += part.length;
    if (byteLength > answerBytesMax)
      throw new RangeError(`an answer above ${answerBytesMax} bytes`);
    parts.push(part);
  }
  return Buffer.concat(parts).toString("utf8");
}

/** Reads an answer that may be of any form; throws `RelayerError` malformed with the place where it differs. */
export type JsonReader = Readonly<{
  at(name: string): JsonReader;
  optional(name: string): JsonReader | undefined;
  text(): string;
  /** Decimal text or a number. */
  integer(): bigint;
  flag(): boolean;
  list(): readonly JsonReader[];
}>;

export function readJson(value: unknown, place = "answer"): JsonReader {
  const wrong = () => new RelayerError({ code: "malformed", what: place });
  const fieldOf = (name: string) =>
    typeof value === "object" && value !== null ? Reflect.get(value, name) : undefined;

  return {
    at: (name) => readJson(fieldOf(name), `${place}.${name}`),
    optional(name) {
      const field: unknown = fieldOf(name);
      return field === undefined || field === null
        ? undefined
        : readJson(field, `${place}.${name}`);
    },
    text() {
      if (typeof value === "string") return value;
      throw wrong();
    },
    integer() {
      const isWhole =
        Number.isSafeInteger(value) || (typeof value === "string" && /^-?\d{1,20}$/.test(value));
      if (isWhole) return BigInt(value as string | number);
      throw wrong();
    },
    flag() {
      if (typeof value === "boolean") return value;
      throw wrong();
    },
    list() {
      if (Array.isArray(value))
        return value.map((element, index) => readJson(element, `${place}[${index}]`));
      throw wrong();
    },
  };
}
