import { RpcError } from "./rpc-error.ts";

/** One call's parameters, read by name. A getter throws `RpcError` -32602 for what isn't of its form. */
export type Params = Readonly<{
  text(name: string): string | undefined;
  flag(name: string): boolean;
  /** A whole number from 0, as a number or as text. */
  integer(name: string): number | undefined;
  /** base64 in JSON; in a URL 0x… or the quoted bytes themselves. */
  bytes(name: string): Uint8Array | undefined;
  /** Hex in JSON; in a URL 0x… or quoted hex. */
  hexBytes(name: string): Uint8Array | undefined;
  /** A JSON object; in a URL its text. */
  object(name: string): Readonly<Record<string, unknown>> | undefined;
}>;

/** `names`: the order in which a positional call gives them. */
export function paramsOfJson(value: unknown, names: readonly string[]): Params {
  const given = byName(value, names);
  return {
    text: (name) =>
      optional(given[name], (raw) => (typeof raw === "string" ? raw : fail(name, "text"))),
    flag: (name) =>
      optional(given[name], (raw) => (typeof raw === "boolean" ? raw : fail(name, "a boolean"))) ??
      false,
    integer: (name) => optional(given[name], (raw) => wholeNumber(name, raw)),
    bytes: (name) =>
      optional(given[name], (raw) =>
        typeof raw === "string" ? base64(name, raw) : fail(name, "base64"),
      ),
    hexBytes: (name) =>
      optional(given[name], (raw) =>
        typeof raw === "string" ? hex(name, raw) : fail(name, "hex"),
      ),
    object: (name) => optional(given[name], (raw) => object(name, raw)),
  };
}

/** Of a GET: `?height=5&hash=0xAB…&query="tx.height=5"&prove=true`. */
export function paramsOfUrl(given: Readonly<Record<string, unknown>>): Params {
  const raw = (name: string) => {
    const value = given[name];
    if (value !== undefined && typeof value !== "string")
      throw new RpcError(-32602, `${name} is given twice`);
    return value === "" ? undefined : value;
  };
  return {
    text: (name) => optional(raw(name), (value) => urlText(name, value)),
    flag: (name) => {
      const value = raw(name);
      if (value !== undefined && value !== "true" && value !== "false") fail(name, "true or false");
      return value === "true";
    },
    integer: (name) => optional(raw(name), (value) => wholeNumber(name, unquote(value) ?? value)),
    bytes: (name) => optional(raw(name), (value) => urlBytes(name, value)),
    hexBytes: (name) =>
      optional(raw(name), (value) =>
        hex(name, value.startsWith("0x") ? value.slice(2) : (unquote(value) ?? value)),
      ),
    object: (name) => optional(raw(name), (value) => object(name, parsed(name, value))),
  };
}

export function required<T>(name: string, value: T | undefined): T {
  if (value === undefined) throw new RpcError(-32602, `missing ${name}`);
  return value;
}

function byName(value: unknown, names: readonly string[]): Readonly<Record<string, unknown>> {
  if (value === undefined || value === null) return {};
  if (typeof value !== "object") throw new RpcError(-32602, "params must be an object or a list");
  if (!Array.isArray(value)) return value as Readonly<Record<string, unknown>>;
  if (value.length !== names.length)
    throw new RpcError(
      -32602,
      `error converting json params to arguments: expected ${names.length} parameters ([${names.join(" ")}]), got ${value.length}`,
    );
  return Object.fromEntries(value.map((item: unknown, index) => [names[index], item]));
}

function optional<I, O>(value: I | undefined | null, read: (value: I) => O): O | undefined {
  return value === undefined || value === null ? undefined : read(value);
}

function wholeNumber(name: string, raw: unknown): number {
  const value =
    typeof raw === "number"
      ? raw
      : typeof raw === "string" && /^[0-9]{1,16}$/.test(raw)
        ? Number(raw)
        : Number.NaN;
  return Number.isSafeInteger(value) && value >= 0 ? value : fail(name, "a whole number from 0");
}

function object(name: string, value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value)
    ? (value as Readonly<Record<string, unknown>>)
    : fail(name, "a JSON object");
}

function parsed(name: string, text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return fail(name, "JSON");
  }
}

function base64(name: string, text: string): Uint8Array {
  return /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/.test(text)
    ? new Uint8Array(Buffer.from(text, "base64"))
    : fail(name, "base64");
}

function hex(name: string, text: string): Uint8Array {
  return /^(?:[0-9a-fA-F]{2})*$/.test(text)
    ? new Uint8Array(Buffer.from(text, "hex"))
    : fail(name, "hex");
}

function urlBytes(name: string, value: string): Uint8Array {
  if (value.startsWith("0x")) return hex(name, value.slice(2));
  const quoted = unquote(value);
  return quoted === undefined ? fail(name, "0x… or quoted") : new TextEncoder().encode(quoted);
}

function urlText(name: string, value: string): string {
  if (value.startsWith("0x")) return Buffer.from(hex(name, value.slice(2))).toString("utf8");
  return unquote(value) ?? fail(name, "0x… or quoted");
}

/** What a JSON text in quotes says. */
function unquote(value: string): string | undefined {
  if (value.length < 2 || !value.startsWith('"') || !value.endsWith('"')) return undefined;
  try {
    return String(JSON.parse(value));
  } catch {
    return undefined;
  }
}

function fail(name: string, form: string): never {
  throw new RpcError(-32602, `${name} must be ${form}`);
}
