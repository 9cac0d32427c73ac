import type { Manifest, Part, Slice } from "@stos/codec";
import { sliceBytesMax } from "../draws/index.ts";
import { refuse } from "../failure.ts";
import type { MetaParameters } from "../parameters/state.ts";

export const slicesMax = 4_096;

/** Plaintext bytes of a sealed segment, and its tag's. */
const segmentBytes = 65_520n;
const tagBytes = 16n;

/** What the network reads of a manifest: sizes, slices, replicas. What is sealed is for its reader. */
export function requireManifest(
  manifest: Manifest,
  { plain, parameters }: Readonly<{ plain: boolean; parameters: MetaParameters }>,
): void {
  const { replicasMin, replicasMax } = parameters;
  if (manifest.replicas < replicasMin || manifest.replicas > replicasMax)
    throw refuse("replicas-out-of-range", `${manifest.replicas} replicas; allowed: ${replicasMin} to ${replicasMax}`);
  if (plain !== (manifest.encryption === undefined))
    throw refuse("manifest-invalid", plain ? "a plain bucket holds plain objects" : "the bucket's objects are encrypted");

  const parts = manifest.parts.reduce((size, part) => size + part.size, 0n);
  if (parts !== manifest.size) throw refuse("manifest-invalid", `its parts hold ${parts} bytes, it says ${manifest.size}`);
  const slices = slicesOf(manifest);
  if (slices.length > slicesMax) throw refuse("manifest-invalid", `an object has at most ${slicesMax} slices`);
  for (const slice of slices) requireSlice(slice, manifest.replicas);
  for (const part of manifest.parts) requireStoredSize(part, plain);
}

export function slicesOf({ parts }: Manifest): readonly Slice[] {
  return parts.flatMap(({ slices }) => slices);
}

function requireSlice({ id, size, custody }: Slice, replicas: number): void {
  if (id.length !== 32) throw refuse("manifest-invalid", "a slice's id has 32 bytes");
  if (size < 1n || size > BigInt(sliceBytesMax))
    throw refuse("manifest-invalid", `a slice of ${size} bytes; 1 to ${sliceBytesMax} are allowed`);
  if (custody.length !== replicas)
    throw refuse("custody-invalid", `a slice has ${custody.length} custody statements for ${replicas} replicas`);
}

/** Stored bytes are the plaintext's, or with a tag for each segment. */
function requireStoredSize({ size, slices }: Part, plain: boolean): void {
  const stored = slices.reduce((total, slice) => total + slice.size, 0n);
  const segments = size === 0n && stored > 0n ? 1n : (size + segmentBytes - 1n) / segmentBytes;
  const expected = plain ? size : size + segments * tagBytes;
  if (stored !== expected) throw refuse("manifest-invalid", `a part of ${size} bytes stores ${stored}, not ${expected}`);
}
