/** gRPC's status codes that REST answers with, and the HTTP status that the grpc-gateway gives each. */
const httpStatus = { 2: 500, 3: 400, 5: 404, 12: 501, 13: 500 } as const;

/** A REST request is refused, in the grpc-gateway's shape {code, message, details}. */
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
