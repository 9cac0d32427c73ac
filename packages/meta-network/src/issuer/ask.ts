import { fromHex, isAddress } from "@stos/codec";
import { sliceBytesMax } from "../draws/index.ts";
import { isBucketName, isObjectKey } from "../storage/names.ts";
import { IssuerError } from "./issuer-error.ts";
import { askLimits } from "./limits.ts";

/** `count` slices of at most `size` stored bytes. */
export type UploadAsk = Readonly<{ kind: "upload"; size: number; replicas: number; count: number }>;
/** Plaintext bytes, both included; all where they are absent. */
export type DownloadAsk = Readonly<{
  kind: "download";
  wallet: string;
  bucket: string;
  key: string;
  first: number | undefined;
  last: number | undefined;
}>;
export type FailedAsk = Readonly<{ kind: "failed"; number: number; node: string; reason: string }>;
/** `noz` more at a node, to read from a later one of a read. */
export type AllowanceAsk = Readonly<{ kind: "allowance"; node: string; noz: bigint }>;
export type Ask = UploadAsk | DownloadAsk | FailedAsk | AllowanceAsk;

export type AskRequest = Readonly<{
  session: Uint8Array;
  /** The same in hex. */
  sessionHex: string;
  nonce: number;
  asks: readonly Ask[];
}>;

const textCharactersMax = 2_048;
const replicasMax = 256;

/** Throws `IssuerError` ask-invalid, too-many-asks. */
export function parseAsks(body: Uint8Array): AskRequest {
  const { session, nonce, asks } = fieldsOf(jsonOf(body));
  if (typeof session !== "string" || !/^[0-9a-f]{64}$/.test(session))
    throw invalid("session is 64 lower-case hex digits");
  if (!Array.isArray(asks) || asks.length === 0)
    throw invalid("asks is a list with at least one ask");
  if (asks.length > askLimits.asks) throw tooMany("asks", askLimits.asks);
  return {
    session: fromHex(session),
    sessionHex: session,
    nonce: wholeNumber(nonce, "nonce", { min: 1, max: Number.MAX_SAFE_INTEGER }),
    asks: asks.map(parseAsk),
  };
}

export function tooMany(what: string, limit: number): IssuerError {
  return new IssuerError({ code: "too-many-asks", what, limit });
}

function parseAsk(value: unknown): Ask {
  const ask = fieldsOf(value);
  switch (ask["kind"]) {
    case "upload":
      return {
        kind: "upload",
        size: wholeNumber(ask["size"], "size", { min: 1, max: sliceBytesMax }),
        replicas: wholeNumber(ask["replicas"], "replicas", { min: 1, max: replicasMax }),
        count: wholeNumber(ask["count"], "count", { min: 1, max: askLimits.draws }),
      };
    case "download":
      return {
        kind: "download",
        wallet: walletAddress(ask["wallet"]),
        bucket: bucketName(ask["bucket"]),
        key: objectKey(ask["key"]),
        first: optionalNumber(ask["first"], "first"),
        last: optionalNumber(ask["last"], "last"),
      };
    case "failed":
      return {
        kind: "failed",
        number: wholeNumber(ask["number"], "number", { min: 0, max: 0xffff_ffff }),
        node: nodeAddress(ask["node"]),
        reason: text(ask["reason"] ?? "", "reason"),
      };
    case "allowance":
      return { kind: "allowance", node: nodeAddress(ask["node"]), noz: amount(ask["noz"]) };
    default:
      throw invalid('kind is "upload", "download", "failed" or "allowance"');
  }
}

function jsonOf(body: Uint8Array): unknown {
  try {
    return JSON.parse(decoder.decode(body));
  } catch {
    throw invalid("the body is no JSON");
  }
}

const decoder = new TextDecoder("utf-8", { fatal: true });

function fieldsOf(value: unknown): Readonly<Record<string, unknown>> {
  if (typeof value !== "object" || value === null || Array.isArray(value))
    throw invalid("an object is expected");
  return value as Readonly<Record<string, unknown>>;
}

function wholeNumber(
  value: unknown,
  field: string,
  { min, max }: Readonly<{ min: number; max: number }>,
): number {
  if (typeof value !== "number" || !Number.isSafeInteger(value) || value < min || value > max)
    throw invalid(`${field} is a whole number from ${min} to ${max}`);
  return value;
}

function optionalNumber(value: unknown, field: string): number | undefined {
  if (value === undefined || value === null) return undefined;
  return wholeNumber(value, field, { min: 0, max: Number.MAX_SAFE_INTEGER });
}

function text(value: unknown, field: string): string {
  if (typeof value !== "string" || value.length > textCharactersMax)
    throw invalid(`${field} is a text of at most ${textCharactersMax} characters`);
  // The state's keys take UTF-8 without zeros: half a surrogate pair can't even be looked up.
  if (!value.isWellFormed() || value.includes("\0"))
    throw invalid(`${field} is well-formed Unicode without zero characters`);
  return value;
}

function nodeAddress(value: unknown): string {
  const node = text(value, "node");
  if (!isAddress("stsds", node)) throw invalid("node is the address of a node, stsds…");
  return node;
}

function walletAddress(value: unknown): string {
  const wallet = text(value, "wallet");
  if (!isAddress("st", wallet)) throw invalid("wallet is an address, st…");
  return wallet;
}

function bucketName(value: unknown): string {
  const bucket = text(value, "bucket");
  if (!isBucketName(bucket)) throw invalid("bucket is a bucket's name");
  return bucket;
}

function objectKey(value: unknown): string {
  const key = text(value, "key");
  if (!isObjectKey(key)) throw invalid("key is an object's key, 1 to 1,024 bytes");
  return key;
}

function amount(value: unknown): bigint {
  if (typeof value !== "string" || !/^[1-9]\d{0,30}$/.test(value))
    throw invalid("noz is a decimal text above 0");
  return BigInt(value);
}

function invalid(reason: string): IssuerError {
  return new IssuerError({ code: "ask-invalid", reason });
}
