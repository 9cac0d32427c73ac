import { toBase64 } from "@stos/codec";
import { decimalText } from "../decimal.ts";
import { isoTime } from "../iso-time.ts";

/** Numbers of 10⁻¹⁸ that travel as their digits. */
const decimalFields: ReadonlySet<string> = new Set([
  "rate",
  "maxRate",
  "maxChangeRate",
  "commissionRate",
  "minCommissionRate",
  "delegatorShares",
  "shares",
  "sharesDst",
  "fraction",
  "communityTax",
  "baseProposerReward",
  "bonusProposerReward",
  "inflationRateChange",
  "inflationMax",
  "inflationMin",
  "goalBonded",
]);

/** The same in a bytes field. */
const decimalBytes: ReadonlySet<string> = new Set([
  "minSignedPerWindow",
  "slashFractionDoubleSign",
  "slashFractionDowntime",
  "inflation",
  "annualProvisions",
]);

/** Lists of coins whose amounts are decimals. */
const decimalCoins: ReadonlySet<string> = new Set([
  "reward",
  "rewards",
  "total",
  "commission",
  "selfBondRewards",
  "pool",
]);

const bondStatus = ["UNSPECIFIED", "UNBONDED", "UNBONDING", "BONDED"] as const;

type Fields = Readonly<Record<string, unknown>>;

/**
 * A decoded protobuf message as grpc-gateway prints it: snake_case, 64-bit numbers as text, times in RFC 3339, durations in seconds,
 * decimals with their point.
 */
export function protoJson(message: object): Readonly<Record<string, unknown>> {
  return Object.fromEntries(
    Object.entries(message).map(([name, value]) => [
      snakeCase(name),
      isSpan(name, message) ? spanJson(value as Span) : fieldJson(name, value),
    ]),
  );
}

type Span = Readonly<{ seconds: bigint; nanos: number }>;

/** Durations look like times. Staking's parameters have one by the name of a validator's time. */
function isSpan(name: string, message: object): boolean {
  return name.endsWith("Duration") || (name === "unbondingTime" && "maxValidators" in message);
}

function spanJson({ seconds }: Span): string {
  return `${seconds}s`;
}

function fieldJson(name: string, value: unknown): unknown {
  if (typeof value === "bigint") return `${value}`;
  if (typeof value === "string") return decimalFields.has(name) ? decimalOf(value) : value;
  if (value instanceof Uint8Array) return bytesJson(name, value);
  if (Array.isArray(value))
    return value.map((item) => (decimalCoins.has(name) ? coinJson(item) : fieldJson("", item)));
  if (typeof value === "object" && value !== null) return objectJson(value as Fields);
  if (typeof value === "number" && name === "status") return `BOND_STATUS_${bondStatus[value]}`;
  return value ?? null;
}

function objectJson(value: Fields): unknown {
  const { seconds, nanos, typeUrl, value: inner } = value;
  if (typeof seconds === "bigint" && typeof nanos === "number") return isoTime(Number(seconds));
  if (typeof typeUrl === "string" && inner instanceof Uint8Array) return anyJson(typeUrl, inner);
  return protoJson(value);
}

/** Keys are the only messages inside an Any here: one field of bytes. */
function anyJson(typeUrl: string, value: Uint8Array): unknown {
  return { "@type": typeUrl, key: toBase64(value.subarray(2)) };
}

function bytesJson(name: string, value: Uint8Array): unknown {
  if (decimalBytes.has(name)) return decimalOf(new TextDecoder().decode(value));
  if (name === "nextKey" && value.length === 0) return null;
  return toBase64(value);
}

function coinJson(item: unknown): unknown {
  const { denom, amount, ...others } = item as Fields;
  return typeof denom === "string" && typeof amount === "string" && Object.keys(others).length === 0
    ? { denom, amount: decimalOf(amount) }
    : fieldJson("", item);
}

function decimalOf(digits: string): string {
  return digits === "" ? "" : decimalText(BigInt(digits));
}

function snakeCase(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}
