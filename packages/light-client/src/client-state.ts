/** A block's time: unix seconds and nanoseconds. */
export type BlockTime = Readonly<{ seconds: number; nanos: number }>;

/** What is trusted of a chain. */
export type ClientState = Readonly<{
  chainId: string;
  /** The number behind the chain id's last hyphen, 0 without one. */
  revision: number;
  /** Of the newest trusted header. */
  height: number;
  time: BlockTime;
  /** The state after the block before: 32 bytes, empty before the first header. */
  appHash: Uint8Array;
  /** Of the set that signs height + 1. */
  nextValidatorsHash: Uint8Array;
  /** Of the trusted header; undefined before the first. */
  headerHash: Uint8Array | undefined;
  /** After this long nobody can be punished for signing another chain, so the header isn't trusted any more. */
  trustingPeriodSeconds: number;
  /** Two headers of one height were shown: nothing is accepted any more. */
  frozen: boolean;
}>;

/** What a genesis says of another chain. */
export type GenesisTrust = Readonly<{
  chainId: string;
  initialHeight: number;
  /** Unix seconds of its genesis time. */
  time: number;
  validatorsHash: Uint8Array;
  trustingPeriodSeconds: number;
}>;

/** The genesis as the state one height below the first block: its set signs that block. */
export function trustGenesis(genesis: GenesisTrust): ClientState {
  return {
    chainId: genesis.chainId,
    revision: revisionOf(genesis.chainId),
    height: genesis.initialHeight - 1,
    time: { seconds: genesis.time, nanos: 0 },
    appHash: new Uint8Array(0),
    nextValidatorsHash: genesis.validatorsHash,
    headerHash: undefined,
    trustingPeriodSeconds: genesis.trustingPeriodSeconds,
    frozen: false,
  };
}

/** `stratos-devnet-2` is revision 2; an id of another form is revision 0. */
export function revisionOf(chainId: string): number {
  const match = /^.*[^\n-]-([1-9]\d{0,15})$/.exec(chainId);
  const revision = match === null ? 0 : Number(match[1]);
  return Number.isSafeInteger(revision) ? revision : 0;
}

/** The first second at which the state isn't trusted any more. */
export function expiryOf({ time, trustingPeriodSeconds }: ClientState): number {
  return time.seconds + trustingPeriodSeconds;
}
