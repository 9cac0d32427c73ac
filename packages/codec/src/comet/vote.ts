import { BinaryWriter } from "cosmjs-types/binary";
import { Timestamp } from "cosmjs-types/google/protobuf/timestamp";
import { type BlockID, PartSetHeader } from "cosmjs-types/tendermint/types/types";

export type CanonicalVote = Readonly<{
  type: "prevote" | "precommit";
  height: bigint;
  round: number;
  /** Absent in a vote for no block. */
  blockId?: BlockID;
  timestamp: Timestamp;
  chainId: string;
}>;

/** What a validator signs: CometBFT's CanonicalVote behind its length. */
export function voteSignBytes(vote: CanonicalVote): Uint8Array {
  return encodeCanonicalVote({ ...vote, typeNumber: vote.type === "prevote" ? 1 : 2 });
}

/** `typeNumber` 0 stands for no type: only CometBFT's own test vectors hold such a vote. */
export function encodeCanonicalVote(
  vote: Omit<CanonicalVote, "type"> & Readonly<{ typeNumber: number }>,
): Uint8Array {
  const writer = new BinaryWriter();
  if (vote.typeNumber !== 0) writer.uint32(0x08).int32(vote.typeNumber);
  // Height and round have a fixed size, so that a signer of hardware can find them.
  if (vote.height !== 0n) writer.uint32(0x11).sfixed64(vote.height);
  if (vote.round !== 0) writer.uint32(0x19).sfixed64(BigInt(vote.round));
  if (vote.blockId !== undefined) writer.uint32(0x22).bytes(canonicalBlockId(vote.blockId));
  writer.uint32(0x2a).bytes(Timestamp.encode(vote.timestamp).finish());
  if (vote.chainId !== "") writer.uint32(0x32).string(vote.chainId);
  return new BinaryWriter().bytes(writer.finish()).finish();
}

/** The part set's header is written even where it is empty. */
function canonicalBlockId({ hash, partSetHeader }: BlockID): Uint8Array {
  const writer = new BinaryWriter();
  if (hash.length > 0) writer.uint32(0x0a).bytes(hash);
  writer.uint32(0x12).bytes(PartSetHeader.encode(partSetHeader).finish());
  return writer.finish();
}
