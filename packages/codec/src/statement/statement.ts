import { sha256 } from "#platform";
import { concatBytes } from "../bytes.ts";

/** The network in which a statement holds: nobody can carry it into another one. */
export type StatementDomain = Readonly<{
  chainId: string;
  /** sha256 of the genesis document, 32 bytes. */
  genesisHash: Uint8Array;
}>;

export const statementKinds = {
  allowance: "stratos/allowance/v1",
  receipt: "stratos/receipt/v1",
  custody: "stratos/custody/v1",
  ask: "stratos/ask/v1",
  assignment: "stratos/assignment/v1",
  nodeOwner: "stratos/node-owner/v1",
} as const;

export type StatementKind = keyof typeof statementKinds;

/** What is signed: sha256(kind ‖ 0x00 ‖ chain id ‖ 0x00 ‖ genesis hash ‖ statement). */
export function statementDigest(
  kind: StatementKind,
  { chainId, genesisHash }: StatementDomain,
  statement: Uint8Array,
): Uint8Array {
  if (genesisHash.length !== 32)
    throw new RangeError(`a genesis hash of ${genesisHash.length} bytes`);
  if (chainId.includes("\0")) throw new RangeError("a chain id holds a zero character");
  return sha256(
    concatBytes(encoder.encode(`${statementKinds[kind]}\0${chainId}\0`), genesisHash, statement),
  );
}

const encoder = new TextEncoder();
