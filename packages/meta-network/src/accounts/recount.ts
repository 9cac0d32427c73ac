import type { MetaCapabilities } from "../capabilities.ts";

/** Counts accounts, holds and traffic entry by entry. Answers a sentence that names the first difference. */
export async function recount({
  ozone,
  books,
  grants,
  sessions,
  storage,
  traffic,
}: Pick<
  MetaCapabilities,
  "ozone" | "books" | "grants" | "sessions" | "storage" | "traffic"
>): Promise<string | undefined> {
  const expected = books.read();
  let available = 0n;
  let held = 0n;
  for await (const [, account] of ozone.all()) {
    available += account.available;
    held += account.held;
  }
  let waiting = 0n;
  for await (const [, amount] of ozone.allWaiting()) waiting += amount;
  const holds =
    (await sessions.heldTotal()) + (await grants.heldTotal()) + (await storage.heldTotal());
  const unsettled = await traffic.unsettledTotal();

  if (available + held !== expected.accounts)
    return `accounts: ${available + held}, books: ${expected.accounts}`;
  if (holds !== held) return `holds placed: ${holds}, held in accounts: ${held}`;
  if (waiting !== expected.waiting) return `waiting: ${waiting}, books: ${expected.waiting}`;
  if (unsettled !== expected.unsettled)
    return `unsettled: ${unsettled}, books: ${expected.unsettled}`;
  return undefined;
}
