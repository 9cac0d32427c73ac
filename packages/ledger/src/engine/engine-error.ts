export type EngineFailure =
  /** `heightMin` and `heightMax` are what the block store holds; both 0 before the first block. */
  | { code: "height-out-of-range"; height: number; heightMin: number; heightMax: number }
  | { code: "query-malformed"; query: string; reason: string }
  | { code: "query-too-broad"; query: string; limit: number }
  | { code: "genesis-malformed"; reason: string }
  | { code: "genesis-differs"; expected: string; found: string }
  | { code: "validator-key-malformed"; file: string; reason: string }
  | { code: "validator-key-missing"; address: string }
  | { code: "quorum-lost"; height: number; held: bigint; total: bigint }
  | { code: "chain-id-reserved"; chainId: string }
  | { code: "address-not-loopback"; host: string }
  | { code: "application-ahead"; applicationHeight: number; blockHeight: number }
  | { code: "application-behind"; applicationHeight: number; blockHeightMin: number }
  | { code: "application-differs"; height: number; expected: string; found: string }
  | { code: "timed-out"; waitedFor: string; timeoutMs: number }
  | { code: "cometbft-missing"; binary: string }
  | { code: "cometbft-ended"; how: string; lastLines: string }
  | { code: "cometbft-refused"; method: string; reason: string }
  | { code: "stopped" };

/** An engine refused a request or won't start. Callers switch on `failure.code`. */
export class EngineError extends Error {
  override readonly name = "EngineError";
  readonly failure: EngineFailure;

  constructor(failure: EngineFailure, options?: ErrorOptions) {
    super(describe(failure), options);
    this.failure = failure;
  }
}

function describe(failure: EngineFailure): string {
  switch (failure.code) {
    case "height-out-of-range":
      return `height ${failure.height} is not available: this node holds ${failure.heightMin} to ${failure.heightMax}`;
    case "query-malformed":
      return `can't read the query ${JSON.stringify(failure.query)}: ${failure.reason}`;
    case "query-too-broad":
      return `the query ${JSON.stringify(failure.query)} matches more than ${failure.limit} entries: narrow it by tx.height`;
    case "genesis-malformed":
      return `the genesis document can't be used: ${failure.reason}`;
    case "genesis-differs":
      return `the block store was made with genesis ${failure.expected}, but the genesis file is ${failure.found}: restore the file or start with an empty data folder`;
    case "validator-key-malformed":
      return `${failure.file} is no validator key file: ${failure.reason}`;
    case "validator-key-missing":
      return `the genesis names validator ${failure.address}, but no key file holds its key: the embedded engine signs for every validator`;
    case "quorum-lost":
      return `the validators of block ${failure.height} have ${failure.total} power together and the keys held here ${failure.held}: the embedded engine can't decide it alone, which takes more than two thirds; run the chain with CometBFT and the other validators`;
    case "chain-id-reserved":
      return `the embedded engine refuses the chain id ${failure.chainId}, which is a production network's: use another id or allow production explicitly`;
    case "address-not-loopback":
      return `${failure.host} is no loopback address: the embedded engine listens on others only where production is allowed explicitly`;
    case "application-ahead":
      return `the application is at height ${failure.applicationHeight}, the block store at ${failure.blockHeight}: the block store was lost or is another's; restore it from a backup, or delete both and start from the genesis or an export`;
    case "application-behind":
      return `the application is at height ${failure.applicationHeight}, but blocks below ${failure.blockHeightMin} are pruned and can't be replayed: restore a newer state`;
    case "application-differs":
      return `block ${failure.height} led to app hash ${failure.expected} before and leads to ${failure.found} now: the state is damaged or the software executes differently`;
    case "timed-out":
      return `${failure.waitedFor} took longer than ${failure.timeoutMs} ms`;
    case "cometbft-missing":
      return `${failure.binary} is missing: run "npm run setup:cometbft", or name another binary`;
    case "cometbft-ended":
      return `CometBFT ended by itself (${failure.how}), and the application stops with it. Its last lines:\n${failure.lastLines}`;
    case "cometbft-refused":
      return `CometBFT refused ${failure.method}: ${failure.reason}`;
    case "stopped":
      return "the engine is stopped";
  }
}
