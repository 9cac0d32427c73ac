import { BinaryWriter } from "cosmjs-types/binary";
import { Timestamp } from "cosmjs-types/google/protobuf/timestamp";
import { BlockID, type Header } from "cosmjs-types/tendermint/types/types";
import { Consensus } from "cosmjs-types/tendermint/version/types";
import { merkleRoot } from "../merkle/tree.ts";

/** A block's hash: the RFC 6962 root over the protobuf of the header's 14 fields, as CometBFT 0.38 has it. */
export function headerHash(header: Header): Uint8Array {
  return merkleRoot([
    Consensus.encode(header.version).finish(),
    textField(header.chainId),
    numberField(header.height),
    Timestamp.encode(header.time).finish(),
    BlockID.encode(header.lastBlockId).finish(),
    bytesField(header.lastCommitHash),
    bytesField(header.dataHash),
    bytesField(header.validatorsHash),
    bytesField(header.nextValidatorsHash),
    bytesField(header.consensusHash),
    bytesField(header.appHash),
    bytesField(header.lastResultsHash),
    bytesField(header.evidenceHash),
    bytesField(header.proposerAddress),
  ]);
}

/** The wrappers of protobuf (`BytesValue`, `StringValue`, `Int64Value`): field 1, nothing where it is empty. */
function bytesField(value: Uint8Array): Uint8Array {
  return value.length === 0 ? value : new BinaryWriter().uint32(0x0a).bytes(value).finish();
}

function textField(value: string): Uint8Array {
  return bytesField(new TextEncoder().encode(value));
}

function numberField(value: bigint): Uint8Array {
  return value === 0n ? new Uint8Array(0) : new BinaryWriter().uint32(0x08).int64(value).finish();
}
