import type { Manifest, Part, Slice } from "@stos/codec";
import { encryptedBytes, objectSlicesMax, sliceBytesMax } from "@stos/storage";
import { refuse } from "../failure.ts";
import type { MetaParameters } from "../parameters/state.ts";

/** What the network reads of a manifest: sizes, slices, replicas. What is sealed is for its reader. */
export function requireManifest(
  manifest: Manifest,
  { plain, parameters }: Readonly<{ plain: boolean; parameters: MetaParameters }>,
): void {
  const { replicasMin, replicasMax } = parameters;
  if (manifest.replicas < replicasMin || manifest.replicas > replicasMax)
    throw refuse(
      "replicas-out-of-range",
      `${manifest.replicas} replicas; allowed: ${replicasMin} to ${replicasMax}`,
    );
  if (plain !== (manifest.encryption === undefined))
    throw refuse(
      "manifest-invalid",
      plain ? "a plain bucket holds plain objects" : "the bucket's objects are encrypted",
    );

  const parts = manifest.parts.reduce((size, part) => size + part.size, 0n);
  if (parts !== manifest.size)
    throw refuse("manifest-invalid", `its parts hold ${parts} bytes, it says ${manifest.size}`);
  const slices = slicesOf(manifest);
  if (slices.length > objectSlicesMax)
    throw refuse("manifest-invalid", `an object has at most ${objectSlicesMax} slices`);
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
    throw refuse(
      "custody-invalid",
      `a slice has ${custody.length} custody statements for ${replicas} replicas`,
    );
}

/** Stored bytes are the plaintext's, or with a tag for each segment. */
function requireStoredSize({ size, slices }: Part, plain: boolean): void {
  const stored = slices.reduce((total, slice) => total + slice.size, 0n);
  const expected = plain ? size : BigInt(encryptedBytes(Number(size)));
  if (stored !== expected)
    throw refuse("manifest-invalid", `a part of ${size} bytes stores ${stored}, not ${expected}`);
}
