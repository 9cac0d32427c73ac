/** What one request may ask for. */
export const askLimits = {
  /** Bytes of a body: 64 asks with the longest keys, each character escaped. */
  bodyBytes: 1_048_576,
  asks: 64,
  /** Numbers that one request may take: an object has at most as many slices. */
  draws: 4_096,
  /** Requests that are being answered at once, of all sessions. */
  requests: 256,
  connections: 4_096,
  /** Sessions whose ledgers are in memory; others wait in the journal. */
  sessions: 10_000,
} as const;
