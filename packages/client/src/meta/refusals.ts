import { FilesError } from "../files/files-error.ts";
import { NetworkError } from "../network-error.ts";

/** Codes of the meta chain's codespace `meta` that mean something to files. */
export const metaRefusals = {
  ozoneExhausted: 7,
  sessionUnknown: 8,
  sessionClosed: 9,
  sessionPending: 10,
  notPermitted: 11,
  grantUnknown: 12,
  grantExhausted: 13,
  issuersExhausted: 14,
  bucketExists: 20,
  bucketMissing: 21,
  bucketNotEmpty: 22,
  conditionFailed: 23,
  replicasOutOfRange: 25,
} as const;

/** The number with which the meta chain refused; undefined for every other failure. */
export function metaRefusalOf(error: unknown): number | undefined {
  if (!(error instanceof NetworkError) || error.failure.code !== "transaction-refused")
    return undefined;
  return error.failure.codespace === "meta" ? error.failure.refusal : undefined;
}

/** What was asked for, to say it in a failure. */
export type Subject = Readonly<{ bucket: string; replicas?: number; ifMatch?: boolean }>;

/** A failure of the network as a failure of files; what is neither is answered as it is. */
export function filesErrorOf(error: unknown, subject: Subject): unknown {
  if (!(error instanceof NetworkError)) return error;
  const { failure, message } = error;
  switch (failure.code) {
    case "transaction-refused":
      return refusedError(failure, subject);
    case "status":
      return statusFilesError(failure, message);
    case "unreachable":
    case "timed-out":
    case "answer-invalid":
    case "queue-full":
    case "closed":
      return new FilesError({ code: "network-unavailable", reason: message });
    case "account-missing":
      return new FilesError({ code: "not-permitted", reason: message });
    default:
      return error;
  }
}

function refusedError(
  { codespace, refusal, log }: Readonly<{ codespace: string; refusal: number; log: string }>,
  { bucket, replicas = 0, ifMatch = false }: Subject,
): FilesError {
  if (codespace !== "meta") return new FilesError({ code: "not-permitted", reason: log });
  switch (refusal) {
    case metaRefusals.ozoneExhausted:
    case metaRefusals.grantExhausted:
      return new FilesError({ code: "ozone-exhausted", ...amountsIn(log) });
    case metaRefusals.bucketExists:
      return new FilesError({ code: "bucket-exists", bucket });
    case metaRefusals.bucketMissing:
      return new FilesError({ code: "bucket-missing", bucket });
    case metaRefusals.bucketNotEmpty:
      return new FilesError({ code: "bucket-not-empty", bucket });
    case metaRefusals.conditionFailed:
      return new FilesError({
        code: "condition-failed",
        condition: log.includes("if-none-match") || !ifMatch ? "if-none-match" : "if-match",
      });
    case metaRefusals.replicasOutOfRange:
      return new FilesError({
        code: "replicas-out-of-range",
        asked: replicas,
        allowed: /allowed: (.*)$/.exec(log)?.[1] ?? "the network's choice",
      });
    default:
      return new FilesError({ code: "not-permitted", reason: log });
  }
}

function statusFilesError(
  {
    name,
    reason,
    details,
    status,
  }: Readonly<{ name: string; reason: string; details: unknown; status: number }>,
  message: string,
): FilesError {
  const amount = (field: string) =>
    amountOf((details as Record<string, unknown> | undefined)?.[field]);
  switch (name) {
    case "ozone-exhausted":
      return new FilesError({
        code: "ozone-exhausted",
        needed: amount("needed"),
        available: amount("available"),
      });
    case "not-enough-nodes":
      return new FilesError({
        code: "not-enough-nodes",
        asked: Number(amount("wanted")),
        available: Number(amount("found")),
      });
    case "not-permitted":
    case "signature-wrong":
      return new FilesError({ code: "not-permitted", reason });
    default:
      return status >= 500 || name !== ""
        ? new FilesError({ code: "network-unavailable", reason: message })
        : new FilesError({ code: "not-permitted", reason: message });
  }
}

/** The two largest roles in the chain's sentence: what it would take, and what there is. */
function amountsIn(log: string): Readonly<{ needed: bigint; available: bigint }> {
  const [needed = 0n, available = 0n] = [...log.matchAll(/\b(\d{1,40}) noz/g)].map((match) =>
    BigInt(match[1] ?? "0"),
  );
  return { needed, available };
}

function amountOf(value: unknown): bigint {
  return (typeof value === "string" && /^\d{1,40}$/.test(value)) || Number.isSafeInteger(value)
    ? BigInt(value as string | number)
    : 0n;
}
