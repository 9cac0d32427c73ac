import { type Candidate, drawByWeight } from "@stos/economy";
import { bigEndian32, digest, uniformOf } from "../digest.ts";

export type DrawKind = "upload" | "download";

/** Names one draw: the session's seed S, the number i, what for. Nothing else enters. */
export type DrawName = Readonly<{ seed: Uint8Array; number: number; kind: DrawKind }>;

/**
 * The candidates in the order in which H(S, i, kind) draws them, by weight without replacement, as far as the caller
 * asks. The k-th uniform integer is sha256("stratos/draw/v1" ‖ 0 ‖ S ‖ i ‖ kind ‖ 0 ‖ k), numbers as 4 bytes big-endian.
 */
export function* drawOrder(name: DrawName, candidates: readonly Candidate[]): Generator<string> {
  const uniforms: bigint[] = [];
  // A draw's beginning doesn't depend on how far it goes, so it is lengthened only where more is asked for.
  for (let taken = 0; ; ) {
    while (uniforms.length < Math.max(4, taken * 2))
      uniforms.push(uniformAt(name, uniforms.length));
    const drawn = drawByWeight(candidates, uniforms);
    if (drawn.length === taken) return;
    yield* drawn.slice(taken);
    taken = drawn.length;
  }
}

function uniformAt({ seed, number, kind }: DrawName, index: number): bigint {
  return uniformOf(
    digest(
      "stratos/draw/v1",
      seed,
      bigEndian32(number),
      kind,
      Uint8Array.of(0),
      bigEndian32(index),
    ),
  );
}
