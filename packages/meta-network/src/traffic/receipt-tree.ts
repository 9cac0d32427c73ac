import { createHash } from "node:crypto";

/** A subtree: its hash, and the noz of the leaves below it. */
export type SumNode = Readonly<{ hash: Uint8Array; sum: bigint }>;

/** One step on the way up: the subtree beside it, and on which side that stands. */
export type SumStep = SumNode & Readonly<{ side: "left" | "right" }>;

/** sha256(0x00 ‖ bytes), as RFC 6962's leaf. */
export function sumLeaf(bytes: Uint8Array, noz: bigint): SumNode {
  return { hash: hashOf(Uint8Array.of(0), bytes), sum: noz };
}

/**
 * A Merkle tree with RFC 6962's shape whose inner nodes commit to their children's sums as well: hash = sha256(0x01 ‖
 * left hash ‖ left sum ‖ right hash ‖ right sum), sums as 32 bytes big-endian. So whoever follows one line to the root
 * sees that no line's amount is counted twice. Of no leaves: sha256 of nothing.
 */
export function sumRoot(leaves: readonly SumNode[]): SumNode {
  if (leaves.length === 0) return { hash: hashOf(), sum: 0n };
  return subtree(leaves, 0, leaves.length);
}

/** The steps from leaf `index` to the root, lowest first. `RangeError` where there is no such leaf. */
export function sumPath(leaves: readonly SumNode[], index: number): readonly SumStep[] {
  if (!Number.isInteger(index) || index < 0 || index >= leaves.length)
    throw new RangeError(`no leaf ${index} among ${leaves.length}`);

  const steps: SumStep[] = [];
  let start = 0;
  let end = leaves.length;
  while (end - start > 1) {
    const middle = start + splitPoint(end - start);
    if (index < middle) {
      steps.push({ ...subtree(leaves, middle, end), side: "right" });
      end = middle;
    } else {
      steps.push({ ...subtree(leaves, start, middle), side: "left" });
      start = middle;
    }
  }
  return steps.reverse();
}

/** The root that a leaf and its path lead to. */
export function rootOfSumPath(leaf: SumNode, path: readonly SumStep[]): SumNode {
  return path.reduce(
    (node, step) => (step.side === "left" ? parent(step, node) : parent(node, step)),
    leaf,
  );
}

function subtree(leaves: readonly SumNode[], start: number, end: number): SumNode {
  const only = leaves[start];
  if (only === undefined) throw new RangeError("a subtree has at least one leaf");
  if (end - start === 1) return only;
  const middle = start + splitPoint(end - start);
  return parent(subtree(leaves, start, middle), subtree(leaves, middle, end));
}

function parent(left: SumNode, right: SumNode): SumNode {
  const hash = hashOf(
    Uint8Array.of(1),
    left.hash,
    amountBytes(left.sum),
    right.hash,
    amountBytes(right.sum),
  );
  return { hash, sum: left.sum + right.sum };
}

/** The largest power of two below `count`. */
function splitPoint(count: number): number {
  let power = 1;
  while (power * 2 < count) power *= 2;
  return power;
}

function amountBytes(amount: bigint): Uint8Array {
  return Buffer.from(amount.toString(16).padStart(64, "0"), "hex");
}

function hashOf(...parts: readonly Uint8Array[]): Uint8Array {
  const hash = createHash("sha256");
  for (const part of parts) hash.update(part);
  return new Uint8Array(hash.digest());
}
