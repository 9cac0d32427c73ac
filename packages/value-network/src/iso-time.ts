/** Unix seconds as RFC 3339 in UTC, "2026-01-02T03:04:05Z": as explorers read times. */
export function isoTime(seconds: number): string {
  return new Date(seconds * 1_000).toISOString().replace(".000Z", "Z");
}
