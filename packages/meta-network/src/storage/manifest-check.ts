import type { Custody, Manifest, Part, Slice } from "@stos/codec";
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
  for (const statement of custody) requireStatement(statement);
}

/** A batch of 2³² slices has paths of 32 hashes. */
const pathHashesMax = 32;

/** The state's keys and the hashes have fixed sizes, so what a custody statement names is measured before anything uses it. */
function requireStatement({ session, slice, batchRoot, path, signature }: Custody): void {
  const hashes = [session, slice, batchRoot, ...path.slice(0, pathHashesMax)];
  if (hashes.some(({ length }) => length !== 32))
    throw refuse(
      "custody-invalid",
      "a custody statement's session, slice, batch root and path are of 32 bytes each",
    );
  if (path.length > pathHashesMax)
    throw refuse("custody-invalid", `a custody statement's path has ${path.length} hashes`);
  if (signature.length !== 64)
    throw refuse("custody-invalid", "a custody statement's signature has 64 bytes");
}

/** Stored bytes are the plaintext's, or with a tag for each segment. */
function requireStoredSize({ size, slices }: Part, plain: boolean): void {
  if (size > BigInt(objectSlicesMax) * BigInt(sliceBytesMax))
    throw refuse("manifest-invalid", `a part of ${size} bytes is larger than any object`);
  const stored = slices.reduce((total, slice) => total + slice.size, 0n);
  const expected = plain ? size : BigInt(encryptedBytes(Number(size)));
  if (stored !== expected)
    throw refuse("manifest-invalid", `a part of ${size} bytes stores ${stored}, not ${expected}`);
}
