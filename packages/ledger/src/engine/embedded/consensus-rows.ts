import { encodeProtobufFields } from "@stos/codec";
import { ResponseInitChain } from "cosmjs-types/tendermint/abci/types";
import { ConsensusParams as WireParams } from "cosmjs-types/tendermint/types/params";
import type { ConsensusParams, ConsensusParamUpdates } from "../../consensus.ts";
import { encodeUpdate, readParams, readUpdate, wireParams } from "../consensus-wire.ts";
import type { Member } from "./validator-set.ts";

/** What a write sets apart from its block: validators and consensus parameters that changed, and from which height on. */
export type ConsensusChange = Readonly<{
  validators?: Readonly<{ from: number; members: readonly Member[] }>;
  params?: Readonly<{ from: number; params: ConsensusParams }>;
}>;

/** The validators of a `ResponseInitChain` (its field 2). */
export function encodeMembers(members: readonly Member[]): Uint8Array {
  return encodeProtobufFields(members.map((member) => [2, encodeUpdate(member)]));
}

export function decodeMembers(row: Uint8Array): readonly Member[] {
  return ResponseInitChain.decode(row).validators.map(readUpdate);
}

export function encodeParams(params: ConsensusParams): Uint8Array {
  return WireParams.encode(wireParams(params)).finish();
}

/** A row holds every section, but for those that are empty. */
export function decodeParams(row: Uint8Array): ConsensusParamUpdates {
  return readParams(WireParams.decode(row));
}
