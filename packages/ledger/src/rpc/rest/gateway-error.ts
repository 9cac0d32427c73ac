import { ChainError } from "../../chain-error.ts";
import { EngineError } from "../../engine/engine-error.ts";

/** gRPC's status codes that we answer with, and the HTTP status that the grpc-gateway gives each. */
const httpStatus = { 2: 500, 3: 400, 5: 404, 8: 429, 12: 501, 13: 500, 14: 503 } as const;

/** A request over REST or gRPC is refused; REST answers in the grpc-gateway's shape {code, message, details}. */
export class GatewayError extends Error {
  override readonly name = "GatewayError";
  readonly failure: Readonly<{ code: keyof typeof httpStatus; message: string }>;

  constructor(code: keyof typeof httpStatus, message: string) {
    super(message);
    this.failure = { code, message };
  }

  get status(): number {
    return httpStatus[this.failure.code];
  }

  get body(): unknown {
    return { ...this.failure, details: [] };
  }
}

/** The refusal that an error is answered with; undefined for a bug. */
export function refusalOf(error: unknown): GatewayError | undefined {
  if (error instanceof GatewayError) return error;
  if (error instanceof ChainError) {
    const { codespace, code, reason } = error.failure;
    return new GatewayError(statusOf(codespace, code), reason);
  }
  if (error instanceof EngineError)
    return new GatewayError(error.failure.code === "stopped" ? 14 : 3, error.message);
  return undefined;
}

/** The status of a refusal by the application: what is missing is not found, all else is the request's fault. */
export function statusOf(codespace: string, code: number): 3 | 5 {
  return codespace === "sdk" && missingCodes.has(code) ? 5 : 3;
}

/** unknown-address, key-not-found, not-found. */
const missingCodes: ReadonlySet<number> = new Set([9, 22, 38]);
