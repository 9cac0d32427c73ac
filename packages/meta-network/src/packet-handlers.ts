import { creditPurchase } from "./accounts/credit-purchase.ts";
import type { MetaCapabilities } from "./capabilities.ts";
import { admitMember, removeMember } from "./membership/packets.ts";
import { changeDeposit, registerNode, takePrice, unregisterNode } from "./nodes/packets.ts";
import {
  takeEpochVoided,
  takeMigration,
  takeParameters,
  takePenaltyDecision,
} from "./traffic/packets.ts";

/** Handles one packet's body. What it throws as a `ChainError` or `CodecError` becomes the result's code. */
export type PacketHandler = (
  capabilities: MetaCapabilities,
  body: Uint8Array,
) => void | Promise<void>;

/** What the value network sends, by kind. */
export const packetHandlers: Readonly<Record<string, PacketHandler>> = {
  "ozone-purchased": creditPurchase,
  "node-registered": registerNode,
  "node-deposit": changeDeposit,
  "node-unregistered": unregisterNode,
  "meta-admitted": admitMember,
  "meta-removed": removeMember,
  "migration-bought": takeMigration,
  "epoch-voided": takeEpochVoided,
  "penalty-decided": takePenaltyDecision,
  price: takePrice,
  parameters: takeParameters,
};
