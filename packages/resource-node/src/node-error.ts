export type NodeFailure =
  | Readonly<{ code: "receipt-behind"; needed: bigint }>
  | Readonly<{ code: "receipt-invalid"; reason: string }>
  | Readonly<{ code: "receipt-decreasing" }>
  | Readonly<{ code: "allowance-invalid"; reason: string }>
  | Readonly<{ code: "allowance-exceeded"; needed: bigint; allowed: bigint }>
  | Readonly<{ code: "session-unknown" }>
  | Readonly<{ code: "session-closed" }>
  | Readonly<{ code: "not-assigned" }>
  | Readonly<{ code: "slice-missing" }>
  | Readonly<{ code: "slice-mismatch"; expected: string; actual: string }>
  | Readonly<{ code: "slice-too-large"; size: number; limit: number }>
  | Readonly<{ code: "slice-damaged" }>
  | Readonly<{ code: "body-truncated"; expected: number; received: number }>
  | Readonly<{ code: "request-invalid"; reason: string }>
  | Readonly<{ code: "range-invalid"; size: number }>
  | Readonly<{ code: "disk-full" }>
  | Readonly<{ code: "read-only" }>
  | Readonly<{ code: "replica-failed"; node: string; reason: string }>
  | Readonly<{ code: "network-unavailable"; reason: string }>
  | Readonly<{ code: "too-busy" }>
  | Readonly<{ code: "route-unknown" }>;

/** The node refused a request. Callers switch on `failure.code`; the HTTP edge makes it a status. */
export class NodeError extends Error {
  override readonly name = "NodeError";
  readonly failure: NodeFailure;

  constructor(failure: NodeFailure) {
    super(describe(failure));
    this.failure = failure;
  }
}

function describe(failure: NodeFailure): string {
  switch (failure.code) {
    case "receipt-behind":
      return `a receipt over ${failure.needed} noz of its kind is needed to go on`;
    case "receipt-invalid":
      return `the receipt can't be used: ${failure.reason}`;
    case "receipt-decreasing":
      return "a receipt can't take back what an earlier one acknowledged";
    case "allowance-invalid":
      return `the allowance can't be used: ${failure.reason}`;
    case "allowance-exceeded":
      return `${failure.needed} noz are needed, the issuer allowed ${failure.allowed}: ask it for more`;
    case "session-unknown":
      return "the chain knows no such session";
    case "session-closed":
      return "the session is closed or over: open another one";
    case "not-assigned":
      return "the issuer allowed this node nothing in this session";
    case "slice-missing":
      return "the slice isn't here";
    case "slice-mismatch":
      return `the bytes make the slice ${failure.actual}, not ${failure.expected}`;
    case "slice-too-large":
      return `a slice has 1 to ${failure.limit} bytes, not ${failure.size}`;
    case "slice-damaged":
      return "the slice is damaged on this node's disk: read another replica";
    case "body-truncated":
      return `${failure.received} of the ${failure.expected} bytes announced came`;
    case "request-invalid":
      return failure.reason;
    case "range-invalid":
      return `the range isn't within the slice's ${failure.size} bytes`;
    case "disk-full":
      return "the node has no room left";
    case "read-only":
      return "the node's disk takes no writes now";
    case "replica-failed":
      return `the replica at ${failure.node} failed: ${failure.reason}`;
    case "network-unavailable":
      return `the meta network doesn't answer: ${failure.reason}`;
    case "too-busy":
      return "the node has too much to do: try again";
    case "route-unknown":
      return "there is nothing at this address";
  }
}
