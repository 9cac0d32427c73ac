export type NetworkFailure =
  | Readonly<{
      code: "transaction-refused";
      codespace: string;
      refusal: number;
      log: string;
      hash: string;
      /** 0 where CheckTx refused it, so that no block holds it. */
      height: number;
    }>
  | Readonly<{ code: "unreachable"; url: string; reason: string }>
  | Readonly<{ code: "timed-out"; waitedFor: string }>
  | Readonly<{ code: "answer-invalid"; url: string; reason: string }>
  | Readonly<{
      code: "status";
      url: string;
      status: number;
      name: string;
      reason: string;
      details: unknown;
    }>
  | Readonly<{ code: "account-missing"; address: string }>
  | Readonly<{ code: "queue-full"; limit: number }>
  | Readonly<{ code: "mnemonic-invalid" }>
  | Readonly<{ code: "keystore-invalid"; reason: string }>
  | Readonly<{ code: "password-wrong" }>
  | Readonly<{ code: "closed"; what: string }>;

/** A chain, an issuer, a node or a key file refused or didn't answer. Callers switch on `failure.code`. */
export class NetworkError extends Error {
  override readonly name = "NetworkError";
  readonly failure: NetworkFailure;

  constructor(failure: NetworkFailure) {
    super(describe(failure));
    this.failure = failure;
  }
}

function describe(failure: NetworkFailure): string {
  switch (failure.code) {
    case "transaction-refused":
      return `The transaction ${failure.hash} was refused (${failure.codespace} ${failure.refusal}): ${failure.log}`;
    case "unreachable":
      return `${failure.url} can't be reached: ${failure.reason}.`;
    case "timed-out":
      return `Waited in vain for ${failure.waitedFor}.`;
    case "answer-invalid":
      return `${failure.url} answered what can't be read: ${failure.reason}.`;
    case "status":
      return `${failure.url} answered ${failure.status} ${failure.name}: ${failure.reason}`;
    case "account-missing":
      return `The account ${failure.address} isn't on the chain yet: it begins with what it first receives.`;
    case "queue-full":
      return `${failure.limit} transactions wait already. Send again when some are through.`;
    case "mnemonic-invalid":
      return "The mnemonic isn't one of BIP-39: 12 to 24 English words with a checksum.";
    case "keystore-invalid":
      return `The key file can't be read: ${failure.reason}.`;
    case "password-wrong":
      return "The password doesn't open this key file.";
    case "closed":
      return `${failure.what} is closed.`;
  }
}
