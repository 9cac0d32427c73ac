import { type Noz, noz } from "@stos/units";
import type { Parameters } from "../parameters/parameters.ts";

/** Bytes of index entries behind one replica of a slice. */
const replicaBytes = 128;
/** Bytes around an entry: its keys' fixed parts, amounts, times. */
const entryBytes = 64;

export type EntrySize = Readonly<{ texts: readonly string[]; bytes: number; replicas: number }>;

/** What an entry in the state holds while it stands: a parameter's worth of noz per byte. It is held, not charged. */
export function entryHold(parameters: Parameters, { texts, bytes, replicas }: EntrySize): Noz {
  const named = texts.reduce((size, text) => size + Buffer.byteLength(text), 0);
  const size = entryBytes + named + bytes + replicas * replicaBytes;
  return noz(BigInt(size) * BigInt(parameters.get().stateNozPerByte));
}
