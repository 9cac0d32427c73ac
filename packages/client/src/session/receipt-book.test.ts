import { decodeMessage, ed25519FromSeed, fromBase64, ReceiptSchema } from "@stos/codec";
import { noz } from "@stos/units";
import { expect, test } from "vitest";
import { ReceiptBook } from "./receipt-book.ts";

function openBook(): ReceiptBook {
  return new ReceiptBook({
    session: new Uint8Array(32).fill(1),
    node: "stsds1node",
    key: ed25519FromSeed(new Uint8Array(32).fill(2)),
    domain: { chainId: "twin", genesisHash: new Uint8Array(32) },
    provenBefore: noz(0n),
  });
}

const signed = (book: ReceiptBook) =>
  Number(decodeMessage(ReceiptSchema, fromBase64(book.receipt())).byKind["download"] ?? 0);

test("what a download left unspent serves for the next one", () => {
  const book = openBook();
  const left = book.beginDownload(4_000);
  expect(signed(book)).toBe(4_000);
  left.end();

  const next = book.beginDownload(4_000);
  next.start(0n);
  next.end();
  book.beginDownload(4_000);
  expect(signed(book)).toBe(8_000);
});

test("a count from before another download that has ended since doesn't make its bytes unspent", () => {
  const book = openBook();
  const first = book.beginDownload(4_000);
  const second = book.beginDownload(4_000);
  // The node took up the second one first.
  first.start(4_000n);
  first.receive(4_000);
  first.end();
  second.start(0n);
  second.receive(4_000);
  second.end();

  const third = book.beginDownload(4_000);
  expect(signed(book)).toBe(12_000);
  third.end();
});

test("a node that waits gets back what was taken for unspent, once", () => {
  const book = openBook();
  book.beginDownload(4_000).end();
  const next = book.beginDownload(4_000);
  next.start(0n);
  expect(signed(book)).toBe(4_000);
  const third = book.beginDownload(4_000);
  expect(signed(book)).toBe(8_000);
  expect(third.extend()).toBe(true);
  expect(signed(book)).toBe(12_000);
  expect(third.extend()).toBe(false);
});

test("a download that is signed for and still waits has another open one's next step signed", () => {
  const book = openBook();
  const paused = book.beginDownload(1_048_576);
  const waiting = book.beginDownload(4_000);
  const before = signed(book);
  expect(waiting.extend()).toBe(true);
  expect(signed(book)).toBeGreaterThan(before);

  while (waiting.extend()) expect(signed(book)).toBeLessThanOrEqual(1_048_576 + 4_000);
  expect(signed(book)).toBe(1_048_576 + 4_000);
  paused.end();
  waiting.end();
});
