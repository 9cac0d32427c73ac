/** What a node reads of the meta chain. Reads fail with `NodeError` network-unavailable. */
export type NetworkView = Readonly<{
  /** Undefined where the chain knows none. */
  session(id: string, signal?: AbortSignal): Promise<SessionInfo | undefined>;
  node(address: string, signal?: AbortSignal): Promise<NodeInfo | undefined>;
  status(signal?: AbortSignal): Promise<NetworkStatus>;
  /** For each slice, whether the chain still places it here or a session may still commit it. At most 4,096. */
  wanted(ask: WantedAsk, signal?: AbortSignal): Promise<readonly boolean[]>;
}>;

export type SessionInfo = Readonly<{
  wallet: string;
  sessionKey: Uint8Array;
  issuerKey: Uint8Array;
  generation: number;
  state: "pending" | "open" | "closed" | "expired";
  expiresEpoch: number;
  /** Its grace is over: the chain takes no more receipts of it. */
  isReturned: boolean;
}>;

export type NodeInfo = Readonly<{
  node: string;
  /** `joining` until it has joined itself. */
  state: string;
  endpoints: readonly string[];
  services: number;
  capacity: number;
  bandwidth: number;
}>;

export type NetworkStatus = Readonly<{
  chainId: string;
  genesisHash: Uint8Array;
  epoch: number;
  epochSeconds: number;
  /** Unix seconds. */
  epochOrigin: number;
  /** Unix seconds of the newest block. */
  time: number;
}>;

export type WantedAsk = Readonly<{
  node: string;
  slices: readonly Readonly<{ id: Uint8Array; session: Uint8Array }>[];
}>;
