/** What the node did since it started. */
export type Counters = {
  puts: number;
  putBytes: number;
  gets: number;
  getBytes: number;
  receipts: number;
  refused: number;
  failed: number;
};

export function createCounters(): Counters {
  return { puts: 0, putBytes: 0, gets: 0, getBytes: 0, receipts: 0, refused: 0, failed: 0 };
}
